import { ConfirmSheet } from '../../parts/ConfirmSheet.tsx';
import { EffectTag } from '../../parts/EffectTag.tsx';
import { Icon } from '../../parts/Icon.tsx';
import { POLICY_TOUCHES, savePolicy } from '../../parts/save-policy.ts';
import { useStepUp } from '../../parts/step-up.tsx';
import { useAct } from '../../parts/use-act.ts';
import type { DraftChange } from './use-draft.ts';

interface ReviewChangesProps {
  connection: string;
  base: number;
  changes: readonly DraftChange[];
  onClose(): void;
  onSaved(): void;
}

/** Every change with what was and what will be; what loosens first. */
export function ReviewChanges({ connection, base, changes, onClose, onSaved }: ReviewChangesProps) {
  const stepped = useStepUp();
  const save = useAct(async () => {
    const tiers = changes.map(({ row, to }) => ({ connection, operation: row.operation, effect: to }));
    await savePolicy({ base, tiers }, stepped);
    onSaved();
    onClose();
  }, POLICY_TOUCHES);
  const loose = changes.filter((change) => change.loosens);
  const strict = changes.filter((change) => !change.loosens);
  return (
    <ConfirmSheet
      title="Save these changes"
      act={save}
      trouble="Look at the policy before you go on."
      words={['Save', 'Saving…']}
      onClose={onClose}
    >
      <Changes title="Loosens: needs your second factor" changes={loose} />
      <Changes title="Tightens: applies at once" changes={strict} />
    </ConfirmSheet>
  );
}

function Changes({ title, changes }: { title: string; changes: readonly DraftChange[] }) {
  if (changes.length === 0) return null;
  return (
    <section>
      <h3 className="mb-1 text-small">{title}</h3>
      <ul className="rows border-y border-line">
        {changes.map(({ row, to }) => (
          <li key={row.operation} className="flex flex-wrap items-center gap-x-3 gap-y-1 py-2">
            <span className="min-w-0 flex-[1_1_10rem] wrap-anywhere">{row.title}</span>
            <span className="flex items-center gap-2">
              <EffectTag effect={row.effect} />
              <Icon name="chevron" className="size-3.5 text-line-strong" />
              <span className="sr-only">becomes</span>
              <EffectTag effect={to} />
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
