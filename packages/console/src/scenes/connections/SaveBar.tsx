import { useState } from 'react';
import { useLostSince } from '../../api/reach.ts';
import { count } from '../../words/count.ts';
import { ReviewChanges } from './ReviewChanges.tsx';
import type { DraftChange } from './use-draft.ts';

interface SaveBarProps {
  connection: string;
  /** number of the policy version that is shown */
  base: number;
  changes: readonly DraftChange[];
  onDone(): void;
}

/** Says how much is not saved, and counts apart what needs more than a click. */
export function SaveBar({ connection, base, changes, onDone }: SaveBarProps) {
  const [reviewing, setReviewing] = useState(false);
  const lost = useLostSince() !== null;
  const loose = changes.filter((change) => change.loosens).length;
  const strict = changes.length - loose;
  const parts = [
    ...(strict > 0 ? [`${strict} ${strict === 1 ? 'applies' : 'apply'} at once`] : []),
    ...(loose > 0
      ? [`${loose} ${loose === 1 ? 'loosens and needs' : 'loosen and need'} your second factor`]
      : []),
  ];
  return (
    <section
      className="sticky bottom-4 z-4 flex flex-wrap items-center gap-x-4 gap-y-3 rounded-sheet border border-line-strong bg-raised px-5 py-3 shadow-[var(--shadow-float)] max-md:bottom-[calc(4.5rem+env(safe-area-inset-bottom))] max-md:px-4"
      aria-label="Changes that are not saved"
    >
      <p className="min-w-0 flex-[1_1_16rem]" aria-live="polite">
        <strong className="font-semibold">{count(changes.length, 'change')}.</strong>{' '}
        <span className="text-muted">{parts.join(', ')}.</span>
      </p>
      <div className="flex gap-3 max-md:w-full max-md:*:flex-1">
        <button className="btn" type="button" onClick={onDone}>
          Discard
        </button>
        <button className="btn btn-ink" type="button" disabled={lost} onClick={() => setReviewing(true)}>
          Review and save
        </button>
      </div>
      {reviewing && (
        <ReviewChanges
          connection={connection}
          base={base}
          changes={changes}
          onClose={() => setReviewing(false)}
          onSaved={onDone}
        />
      )}
    </section>
  );
}
