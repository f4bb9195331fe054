import { type ComponentProps, createContext, type ReactNode, useCallback, useContext, useState } from 'react';
import { codeOf, gateway, knowledge, ME } from '../api/gateway.ts';
import { Dialog } from './Dialog.tsx';
import { CodeField } from './Field.tsx';

/** The person closed the question for a code: nothing was done. */
export class StepUpCancelled extends Error {
  constructor() {
    super('Nothing was changed: no code was given.');
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

function StepUpDialog({ onDone, onCancel }: { onDone(): void; onCancel(): void }) {
  const [problem, setProblem] = useState<string | null>(null);
  const [sending, setSending] = useState(false);
  const submit = async (form: FormData) => {
    setSending(true);
    try {
      const me = await gateway('stepUp', { body: { code: String(form.get('code')) } });
      knowledge.setQueryData(ME, me);
      onDone();
    } catch (error) {
      setProblem(error instanceof Error ? error.message : 'The code was not taken.');
      setSending(false);
    }
  };
  const onSubmit: ComponentProps<'form'>['onSubmit'] = (event) => {
    event.preventDefault();
    void submit(new FormData(event.currentTarget));
  };
  return (
    <Dialog title="Show that it is you" onClose={onCancel}>
      <form className="grid gap-4" onSubmit={onSubmit}>
        <p className="text-muted">This changes what agents can do. It counts for five minutes.</p>
        <CodeField problem={problem} autoFocus />
        <div className="flex justify-end gap-2">
          <button className="btn" type="button" onClick={onCancel}>
            Cancel
          </button>
          <button className="btn btn-ink" type="submit" disabled={sending}>
            {sending ? 'Checking…' : 'Confirm'}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
