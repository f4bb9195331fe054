import { PlainText } from '../../parts/EscapedText.tsx';
import { Icon } from '../../parts/Icon.tsx';

interface PasskeyStepProps {
  waiting: boolean;
  problem: string | null;
  onAgain(): void;
  onCode(): void;
  onBack(): void;
}

/** The last step of approving a high risk: the browser asks for the passkey, here stands what happens. */
export function PasskeyStep({ waiting, problem, onAgain, onCode, onBack }: PasskeyStepProps) {
  return (
    <div className="grid gap-2">
      <button
        className="btn btn-ink btn-big"
        type="button"
        aria-disabled={waiting}
        onClick={waiting ? undefined : onAgain}
      >
        <Icon name="key" />
        {waiting ? 'Waiting for your passkey…' : 'Confirm with your passkey'}
      </button>
      {problem !== null && (
        <p className="text-small text-deny" role="alert">
          <PlainText text={problem} />
        </p>
      )}
      <div className="flex justify-between gap-4">
        <button className="link min-h-8 text-small max-md:min-h-11" type="button" onClick={onBack}>
          Back
        </button>
        <button className="link min-h-8 text-small max-md:min-h-11" type="button" onClick={onCode}>
          Use a code
        </button>
      </div>
    </div>
  );
}
