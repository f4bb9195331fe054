import { useId } from 'react';
import { Icon } from '../../parts/Icon.tsx';

export type Effect = 'allow' | 'ask' | 'deny';

export const EFFECTS: readonly Effect[] = ['allow', 'ask', 'deny'];
export const EFFECT_WORDS: Record<Effect, string> = { allow: 'Allow', ask: 'Ask', deny: 'Deny' };
const STRICTNESS: Record<Effect, number> = { allow: 0, ask: 1, deny: 2 };

export function loosens(from: Effect, to: Effect): boolean {
  return STRICTNESS[to] < STRICTNESS[from];
}

interface TierSwitchProps {
  /** read out before the choices */
  label: string;
  /** null: not all the same */
  value: Effect | null;
  /** beside each word, at the head of a group */
  counts?: Readonly<Record<Effect, number>>;
  locked?: boolean;
  onChange(effect: Effect): void;
}

const CHOICE =
  'flex min-h-8 items-center justify-center gap-1.5 rounded-mark px-2 text-small font-medium whitespace-nowrap has-focus-visible:outline-2 has-focus-visible:outline-offset-1 has-focus-visible:outline-accent max-md:min-h-10';

/** Three answers side by side, in one column down the page: glyph, word, then colour. */
export function TierSwitch({ label, value, counts, locked = false, onChange }: TierSwitchProps) {
  const name = useId();
  return (
    <fieldset
      disabled={locked}
      className={`grid grid-cols-3 rounded-control border border-line p-px max-md:w-full md:w-66 ${locked || counts ? 'bg-surface' : 'bg-sunken'}`}
    >
      <legend className="sr-only">{label}</legend>
      {EFFECTS.map((effect) => (
        <label key={effect} className={`${CHOICE} ${lookOf(effect, value, locked)}`}>
          <input
            className="sr-only"
            type="radio"
            name={name}
            value={effect}
            checked={value === effect}
            onChange={() => onChange(effect)}
          />
          <Icon name={effect} className="size-4" />
          {EFFECT_WORDS[effect]}
          {counts && <span className="font-normal">{counts[effect]}</span>}
        </label>
      ))}
    </fieldset>
  );
}

function lookOf(effect: Effect, value: Effect | null, locked: boolean): string {
  if (effect === value) return `tone-${effect}`;
  return locked ? 'text-muted cursor-default' : 'text-muted hover:bg-hover hover:text-text';
}
