import { type ComponentProps, useState } from 'react';
import { gateway } from '../../api/gateway.ts';
import { ErrorNotice } from '../../parts/ErrorNotice.tsx';
import { PlainText } from '../../parts/EscapedText.tsx';
import { Field } from '../../parts/Field.tsx';
import { Panel } from '../../parts/Panel.tsx';
import { StepUpCancelled } from '../../parts/step-up.tsx';
import { useAct } from '../../parts/use-act.ts';

type Waiting = Awaited<ReturnType<typeof gateway<'lookPairing'>>>;

/**
 * "agentport login" shows a code; typing it here lets that command line in as this person. Who asked and from where
 * stands on the page before it is confirmed (device-code phishing).
 */
export function CommandLine() {
  const [found, setFound] = useState<{ code: string; waiting: Waiting } | null>(null);
  const [done, setDone] = useState(false);
  const look = useAct(async (code: string) => {
    setDone(false);
    setFound({ code, waiting: await gateway('lookPairing', { body: { code } }) });
  }, []);
  const confirm = useAct(
    async (code: string) => {
      await gateway('confirmSignIn', { body: { code } });
      setFound(null);
      setDone(true);
    },
    ['pairings', 'audit'],
  );
  const onSubmit: ComponentProps<'form'>['onSubmit'] = (event) => {
    event.preventDefault();
    look.mutate(String(new FormData(event.currentTarget).get('code')));
  };
  const problem = confirm.error ?? look.error;
  return (
    <Panel title="Sign in a command line">
      <div className="grid gap-4">
        {problem && !(problem instanceof StepUpCancelled) && (
          <ErrorNotice error={problem} title="Nothing was signed in." />
        )}
        {done && <p role="status">Signed in. The command line goes on by itself.</p>}
        {found ? (
          <Found
            waiting={found.waiting}
            busy={confirm.isPending}
            onConfirm={() => confirm.mutate(found.code)}
            onCancel={() => setFound(null)}
          />
        ) : (
          <form className="grid gap-3" onSubmit={onSubmit}>
            <Field
              label="Code"
              name="code"
              type="text"
              autoComplete="off"
              autoCapitalize="characters"
              spellCheck={false}
              maxLength={20}
              required
              hint="“agentport login” shows it. Never type one that somebody sent you."
            />
            <button className="btn justify-self-start" type="submit" disabled={look.isPending}>
              {look.isPending ? 'Looking…' : 'Look who asks'}
            </button>
          </form>
        )}
      </div>
    </Panel>
  );
}

interface FoundProps {
  waiting: Waiting;
  busy: boolean;
  onConfirm(): void;
  onCancel(): void;
}

function Found({ waiting, busy, onConfirm, onCancel }: FoundProps) {
  if (waiting.kind !== 'sign_in') {
    return <p className="text-deny">This is the code of a program. Let it in on the page Agents.</p>;
  }
  return (
    <div className="grid gap-3">
      <p className="wrap-anywhere">
        <PlainText text={waiting.claimed_name} /> (unverified), from {waiting.address ?? 'this machine'},
        wants to act as you: everything you may do, it may do.
      </p>
      <div className="flex flex-wrap gap-3">
        <button className="btn btn-ink" type="button" disabled={busy} onClick={onConfirm}>
          {busy ? 'Signing in…' : 'This is mine: sign it in'}
        </button>
        <button className="btn" type="button" onClick={onCancel}>
          Not mine
        </button>
      </div>
    </div>
  );
}
