import { useState } from 'react';
import { CodeList } from '../../parts/CodeList.tsx';
import { Door } from '../../parts/Door.tsx';
import { StepCount } from './StepCount.tsx';

interface RecoveryCodesProps {
  codes: readonly string[];
  byPasskey: boolean;
  onSaved(): void;
}

/** Shown once. Going on takes saying that they are saved: there is no second look. */
export function RecoveryCodes({ codes, byPasskey, onSaved }: RecoveryCodesProps) {
  const [saved, setSaved] = useState(false);
  return (
    <Door title="Save your recovery codes">
      {byPasskey ? <StepCount step={2} of={2} /> : <StepCount step={3} />}
      <p className="text-muted">
        Each opens the door once when {byPasskey ? 'your passkey' : 'the phone'} is lost. They are shown now
        and never again: we keep only their digests.
      </p>
      <CodeList codes={codes} />
      <label className="flex min-h-11 items-center gap-3 font-medium">
        <input
          className="size-4.5 accent-ink"
          type="checkbox"
          checked={saved}
          onChange={(event) => setSaved(event.target.checked)}
        />
        I saved them in a safe place
      </label>
      <button className="btn btn-ink btn-big" type="button" disabled={!saved} onClick={onSaved}>
        Open the console
      </button>
    </Door>
  );
}
