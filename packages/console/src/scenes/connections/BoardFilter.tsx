import type { OperationTierWire } from '@agentport/contract';
import { count } from '../../words/count.ts';
import { EFFECT_WORDS, EFFECTS, type Effect } from './TierSwitch.tsx';

export interface Shown {
  readonly text: string;
  /** null: all of them */
  readonly effect: Effect | null;
}

interface BoardFilterProps {
  rows: readonly OperationTierWire[];
  shown: Shown;
  effectOf(row: OperationTierWire): Effect;
  onChange(shown: Shown): void;
}

export function BoardFilter({ rows, shown, effectOf, onChange }: BoardFilterProps) {
  const choices = [
    { effect: null, word: 'All' },
    ...EFFECTS.map((effect) => ({
      effect,
      word: `${EFFECT_WORDS[effect]} ${rows.filter((row) => effectOf(row) === effect).length}`,
    })),
  ];
  return (
    <div className="flex flex-wrap gap-2">
      <input
        className="field max-w-88 flex-[1_1_14rem] max-md:max-w-none"
        type="search"
        value={shown.text}
        onChange={(event) => onChange({ ...shown, text: event.target.value })}
        placeholder={`Filter ${count(rows.length, 'operation')}`}
        aria-label="Filter the operations"
        data-search
      />
      <fieldset className="flex rounded-control border border-line bg-sunken p-px max-md:w-full">
        <legend className="sr-only">Show only</legend>
        {choices.map(({ effect, word }) => (
          <label
            key={word}
            className={`flex flex-1 items-center justify-center rounded-mark px-3 text-small font-medium whitespace-nowrap has-focus-visible:outline-2 has-focus-visible:outline-accent max-md:min-h-10 max-md:px-1 ${shown.effect === effect ? 'bg-surface text-text shadow-[0_0_0_1px_var(--color-line)]' : 'text-muted'}`}
          >
            <input
              className="sr-only"
              type="radio"
              name="shown"
              checked={shown.effect === effect}
              onChange={() => onChange({ ...shown, effect })}
            />
            {word}
          </label>
        ))}
      </fieldset>
    </div>
  );
}
