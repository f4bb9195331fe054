import type { ReactNode } from 'react';
import { ActProblem } from './ActProblem.tsx';
import { Dialog } from './Dialog.tsx';

interface ConfirmSheetProps {
  title: string;
  act: { readonly error: unknown; readonly isPending: boolean; mutate(input: undefined): void };
  /** says what did not happen */
  trouble: string;
  /** on the button, before and while it happens */
  words: readonly [string, string];
  /** takes something away for good */
  final?: boolean;
  onClose(): void;
  children: ReactNode;
}

/** What will happen, in words, and one button for it. */
export function ConfirmSheet({
  title,
  act,
  trouble,
  words,
  final = false,
  onClose,
  children,
}: ConfirmSheetProps) {
  return (
    <Dialog title={title} onClose={onClose}>
      <div className="grid gap-5">
        <ActProblem error={act.error} title={trouble} />
        {children}
        <div className="flex justify-end gap-3 max-md:*:flex-1">
          <button className="btn" type="button" onClick={onClose}>
            Cancel
          </button>
          <button
            className={`btn ${final ? 'btn-deny' : 'btn-ink'}`}
            type="button"
            disabled={act.isPending}
            onClick={() => act.mutate(undefined)}
          >
            {act.isPending ? words[1] : words[0]}
          </button>
        </div>
      </div>
    </Dialog>
  );
}
