import { initials } from '../words/count.ts';
import { PlainText } from './EscapedText.tsx';

/** Two letters for a service; no logos, which are not ours. */
export function Tile({ title }: { title: string }) {
  return (
    <span
      className="grid size-11 flex-none place-items-center rounded-panel bg-sunken text-lead font-semibold tracking-[-0.01em] shadow-[inset_0_0_0_1px_var(--color-line)]"
      aria-hidden="true"
    >
      <PlainText text={initials(title)} />
    </span>
  );
}
