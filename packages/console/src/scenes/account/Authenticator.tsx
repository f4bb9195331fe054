import type { RouteReply } from '@agentport/contract';
import { type ComponentProps, useState } from 'react';
import { gateway } from '../../api/gateway.ts';
import { ActButton } from '../../parts/ActButton.tsx';
import { ErrorNotice } from '../../parts/ErrorNotice.tsx';
import { CodeField } from '../../parts/Field.tsx';
import { NewAuthenticator } from '../../parts/NewAuthenticator.tsx';
import { Panel } from '../../parts/Panel.tsx';
import { StepUpCancelled } from '../../parts/step-up.tsx';
import { useAct } from '../../parts/use-act.ts';
import { RemoveAuthenticator } from './RemoveAuthenticator.tsx';
import { useFactors } from './use-factors.ts';

type Begun = RouteReply<'beginAuthenticator'>;

/** The app that shows codes: a first one, or another one in its place. The old one counts until the new one does. */
export function Authenticator() {
  const factors = useFactors();
  const [begun, setBegun] = useState<Begun | null>(null);
  const [done, setDone] = useState('');
  const [removing, setRemoving] = useState(false);
  const begin = useAct(async () => {
    setDone('');
    setBegun(await gateway('beginAuthenticator'));
  }, []);
  if (!factors.data) return null;
  const { totp, passkeys, company } = factors.data;
  // whether the company's sign-in counts is the gateway's to say
  const only = passkeys.length === 0 && company.length === 0;
  if (begun) {
    const finish = (confirmed: boolean) => {
      setBegun(null);
      setDone(confirmed ? 'The new app counts from now on. Your other sign-ins have ended.' : '');
    };
    return <Enrol begun={begun} replaces={totp} onEnd={finish} />;
  }
  return (
    <Panel title="Authenticator app">
      <div className="grid gap-4">
        {begin.error && !(begin.error instanceof StepUpCancelled) && (
          <ErrorNotice error={begin.error} title="Nothing was changed." />
        )}
        <p className="text-muted">
          {totp
            ? 'It shows six digits that change every 30 seconds. Lost or changed your phone? Set it up anew.'
            : 'Not set up. With one you confirm by six digits where no passkey is at hand.'}
          {totp && only && ' It is your only second factor: add a passkey first to remove it.'}
        </p>
        <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
          <button
            className="btn"
            type="button"
            disabled={begin.isPending}
            onClick={() => begin.mutate(undefined)}
          >
            {totp ? 'Use another app' : 'Set up an app'}
          </button>
          {totp && (
            <ActButton
              route="removeAuthenticator"
              className="btn"
              disabled={only}
              onClick={() => {
                setDone('');
                setRemoving(true);
              }}
            >
              Remove it
            </ActButton>
          )}
          <p className="text-small text-muted" role="status">
            {done}
          </p>
        </div>
      </div>
      {removing && (
        <RemoveAuthenticator
          passkeys={passkeys.length}
          onRemoved={() => {
            setRemoving(false);
            setDone('The app is removed. Your other sign-ins have ended.');
          }}
          onClose={() => setRemoving(false)}
        />
      )}
    </Panel>
  );
}

interface EnrolProps {
  begun: Begun;
  replaces: boolean;
  onEnd(confirmed: boolean): void;
}

function Enrol({ begun, replaces, onEnd }: EnrolProps) {
  const confirm = useAct(
    async (code: string) => {
      await gateway('confirmAuthenticator', { body: { enrolment: begun.enrolment, code } });
      onEnd(true);
    },
    ['factors', 'me', 'own-sign-ins'],
  );
  const onSubmit: ComponentProps<'form'>['onSubmit'] = (event) => {
    event.preventDefault();
    confirm.mutate(String(new FormData(event.currentTarget).get('code')).trim());
  };
  return (
    <Panel title="Authenticator app">
      <form className="grid gap-4" onSubmit={onSubmit}>
        <p className="text-muted">
          Scan this with the new app, then give the code it shows.
          {replaces && ' Until then the old app counts.'} Your other sign-ins end.
        </p>
        <NewAuthenticator uri={begun.totp_uri} secret={begun.totp_secret} />
        {confirm.error && !(confirm.error instanceof StepUpCancelled) && (
          <ErrorNotice error={confirm.error} title="Nothing was changed." />
        )}
        <CodeField label="The code it shows now" autoFocus />
        <div className="flex flex-wrap gap-3">
          <button className="btn btn-ink" type="submit" disabled={confirm.isPending}>
            {confirm.isPending ? 'Checking…' : 'Confirm'}
          </button>
          <button className="btn" type="button" onClick={() => onEnd(false)}>
            Cancel
          </button>
        </div>
      </form>
    </Panel>
  );
}
