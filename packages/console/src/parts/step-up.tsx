import type { Me } from '@agentport/contract';
import { type ComponentProps, createContext, type ReactNode, useCallback, useContext, useState } from 'react';
import { codeOf, gateway, knowledge, ME } from '../api/gateway.ts';
import { Dialog } from './Dialog.tsx';
import { PlainText } from './EscapedText.tsx';
import { CodeField } from './Field.tsx';
import { Icon } from './Icon.tsx';
import { passkeysPossible, signWithPasskey } from './passkey.ts';

/** The person closed the question for a second factor: nothing was done. */
export class StepUpCancelled extends Error {
  constructor() {
    super('Nothing was changed: nobody showed that it is you.');
    this.name = 'StepUpCancelled';
  }
}

type RunStepped = <T>(act: () => Promise<T>) => Promise<T>;
const Context = createContext<RunStepped>((act) => act());

/** Runs an act; where the gateway asks for the second factor again, asks the person and runs it once more. */
export function useStepUp(): RunStepped {
  return useContext(Context);
}

interface Question {
  resolve(): void;
  reject(error: Error): void;
}

export function StepUpProvider({ children }: { children: ReactNode }) {
  const [question, setQuestion] = useState<Question | null>(null);
  const run = useCallback<RunStepped>(async (act) => {
    try {
      return await act();
    } catch (error) {
      if (codeOf(error) !== 'step_up_required') throw error;
    }
    await new Promise<void>((resolve, reject) => setQuestion({ resolve, reject }));
    return act();
  }, []);
  const close = (settle: () => void) => {
    setQuestion(null);
    settle();
  };
  return (
    <Context value={run}>
      {children}
      {question && (
        <StepUpDialog
          onDone={() => close(question.resolve)}
          onCancel={() => close(() => question.reject(new StepUpCancelled()))}
        />
      )}
    </Context>
  );
}

interface StepUpDialogProps {
  onDone(): void;
  onCancel(): void;
}

/** The passkey first, where the person has one; a code is one press away. */
function StepUpDialog({ onDone, onCancel }: StepUpDialogProps) {
  const factors = knowledge.getQueryData<Me | null>(ME)?.second_factors ?? [];
  const passkey = factors.includes('passkey') && passkeysPossible();
  const [byCode, setByCode] = useState(!passkey);
  const [problem, setProblem] = useState<string | null>(null);
  const [sending, setSending] = useState(false);
  const prove = async (by: () => Promise<Me>) => {
    setSending(true);
    setProblem(null);
    try {
      knowledge.setQueryData(ME, await by());
      onDone();
    } catch (error) {
      setProblem(error instanceof Error ? error.message : 'It was not taken.');
      setSending(false);
    }
  };
  const byPasskey = () =>
    prove(async () =>
      gateway('stepUpByPasskey', { body: await signWithPasskey(await gateway('offerPasskeyStepUp')) }),
    );
  const onSubmit: ComponentProps<'form'>['onSubmit'] = (event) => {
    event.preventDefault();
    const code = String(new FormData(event.currentTarget).get('code'));
    void prove(() => gateway('stepUp', { body: { code } }));
  };
  if (factors.length === 0) return <NothingToShow onCancel={onCancel} />;
  return (
    <Dialog title="Show that it is you" onClose={onCancel}>
      <form className="grid gap-4" onSubmit={onSubmit}>
        <p className="text-muted">
          Weighty changes take your second factor again. It counts for five minutes.
        </p>
        {byCode ? (
          <CodeField problem={problem} hint="Six digits, or one of your recovery codes." autoFocus />
        ) : (
          <>
            <button
              className="btn btn-ink btn-big"
              type="button"
              disabled={sending}
              onClick={() => void byPasskey()}
              // biome-ignore lint/a11y/noAutofocus: a dialog begins at its one answer
              autoFocus
            >
              <Icon name="key" />
              {sending ? 'Waiting for your passkey…' : 'Confirm with your passkey'}
            </button>
            {problem !== null && (
              <p className="text-small text-deny" role="alert">
                <PlainText text={problem} />
              </p>
            )}
            <button
              className="link justify-self-start text-small"
              type="button"
              onClick={() => {
                setByCode(true);
                setProblem(null);
              }}
            >
              Use a code instead
            </button>
          </>
        )}
        <div className="flex justify-end gap-2">
          <button className="btn" type="button" onClick={onCancel}>
            Cancel
          </button>
          {byCode && (
            <button className="btn btn-ink" type="submit" disabled={sending}>
              {sending ? 'Checking…' : 'Confirm'}
            </button>
          )}
        </div>
      </form>
    </Dialog>
  );
}

/** Whoever comes in by the company alone has nothing to show yet, and is told the way out instead of asked for a code. */
function NothingToShow({ onCancel }: { onCancel(): void }) {
  return (
    <Dialog title="Show that it is you" onClose={onCancel}>
      <div className="grid gap-4">
        <p>
          This takes a second factor, and you have none here. Sign out, come in by your company again, and add
          a passkey under You within five minutes.
        </p>
        <div className="flex justify-end">
          <button className="btn btn-ink" type="button" onClick={onCancel}>
            Close
          </button>
        </div>
      </div>
    </Dialog>
  );
}
