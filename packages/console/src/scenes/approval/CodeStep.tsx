import { type ComponentProps, useEffect, useRef } from 'react';
import { PlainText } from '../../parts/EscapedText.tsx';

interface CodeStepProps {
  problem: string | null;
  onCode(code: string): void;
  onBack(): void;
}

/** The last step of approving a high risk: the code, in the place where the hand already is. */
export function CodeStep({ problem, onCode, onBack }: CodeStepProps) {
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => input.current?.focus(), []);
  const onSubmit: ComponentProps<'form'>['onSubmit'] = (event) => {
    event.preventDefault();
    const code = input.current?.value.trim() ?? '';
    if (code !== '') onCode(code);
  };
  return (
    <form className="grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-3 gap-y-2" onSubmit={onSubmit}>
      <label className="text-small font-medium" htmlFor="approve-code">
        Code from your authenticator app
      </label>
      <button
        className="link min-h-8 justify-self-end px-1 text-small max-md:-my-2 max-md:min-h-11"
        type="button"
        onClick={onBack}
      >
        Back
      </button>
      <input
        ref={input}
        id="approve-code"
        className="field btn-big text-center font-mono text-title! tracking-[0.2em]"
        name="code"
        inputMode="numeric"
        autoComplete="one-time-code"
        spellCheck={false}
        maxLength={24}
        required
        aria-invalid={problem !== null || undefined}
        aria-describedby={problem === null ? undefined : 'approve-code-problem'}
      />
      <button className="btn btn-ink btn-big px-5" type="submit">
        Approve
      </button>
      {problem !== null && (
        <p id="approve-code-problem" className="col-span-2 text-small text-deny" role="alert">
          <PlainText text={problem} />
        </p>
      )}
    </form>
  );
}
