import { type ComponentProps, useEffect, useRef, useState } from 'react';
import { plainKey } from '../../shell/shortcuts.ts';

const REASONS = ['Wrong amount', 'Wrong person', 'Not needed', 'Looks unsafe'];
const REASON_CHARACTERS_MAX = 300;

/** One tap denies and says why; writing an own reason takes two. */
export function DenyReasons({ disabled, onDeny }: { disabled: boolean; onDeny(reason: string): void }) {
  const [writing, setWriting] = useState(false);
  const first = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (plainKey(event) === 'r') first.current?.focus();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
  return (
    <div className="border-t border-line px-5 py-4 max-md:border-t-0 max-md:px-4">
      <h2 className="mb-1 text-small font-medium">Deny and tell the agent why</h2>
      <p className="mb-3 text-small text-muted">One tap denies and sends the reason.</p>
      <ul className="flex flex-wrap gap-2">
        {REASONS.map((reason, index) => (
          <li key={reason}>
            <button
              ref={index === 0 ? first : undefined}
              className="btn btn-small"
              type="button"
              aria-disabled={disabled}
              onClick={() => onDeny(reason)}
            >
              {reason}
            </button>
          </li>
        ))}
        {!writing && (
          <li>
            <button className="btn btn-small" type="button" onClick={() => setWriting(true)}>
              Write…
            </button>
          </li>
        )}
      </ul>
      {writing && <OwnReason disabled={disabled} onDeny={onDeny} />}
    </div>
  );
}

function OwnReason({ disabled, onDeny }: { disabled: boolean; onDeny(reason: string): void }) {
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => field.current?.focus(), []);
  const onSubmit: ComponentProps<'form'>['onSubmit'] = (event) => {
    event.preventDefault();
    const reason = field.current?.value.trim() ?? '';
    if (reason !== '') onDeny(reason);
  };
  return (
    <form className="mt-3 grid gap-2" onSubmit={onSubmit}>
      <label className="text-small text-muted" htmlFor="own-reason">
        The agent reads this.
      </label>
      <textarea
        ref={field}
        id="own-reason"
        className="field"
        rows={3}
        maxLength={REASON_CHARACTERS_MAX}
        required
      />
      <button className="btn btn-deny justify-self-start" type="submit" aria-disabled={disabled}>
        Deny with this reason
      </button>
    </form>
  );
}
