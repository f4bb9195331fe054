import { PlainText } from './EscapedText.tsx';

interface ChoicesProps {
  legend: string;
  name: string;
  choices: readonly Choice[];
  chosen: readonly string[];
  /** what it means when none is chosen */
  hint?: string;
}

export interface Choice {
  readonly value: string;
  readonly words: string;
}

/** Any number of several things, by their boxes. */
export function Choices({ legend, name, choices, chosen, hint }: ChoicesProps) {
  return (
    <fieldset className="grid gap-1">
      <legend className="pb-1 font-medium">{legend}</legend>
      {hint && <p className="text-small text-muted">{hint}</p>}
      {choices.length === 0 && <p className="text-small text-muted">There are none yet.</p>}
      {choices.map(({ value, words }) => (
        // the key brings the box back to what is stored once that has been read
        <label
          key={`${value} ${chosen.includes(value)}`}
          className="flex min-h-9 items-center gap-3 max-md:min-h-11"
        >
          <input
            className="size-4.5 flex-none accent-ink"
            type="checkbox"
            name={name}
            value={value}
            defaultChecked={chosen.includes(value)}
          />
          <span className="min-w-0 wrap-anywhere">
            <PlainText text={words} />
          </span>
        </label>
      ))}
    </fieldset>
  );
}

/** What is chosen already stays to be seen, although it is gone from what there is. */
export function withChosen(known: readonly Choice[], chosen: readonly string[] | null = []): Choice[] {
  const gone = (chosen ?? []).filter((value) => !known.some((one) => one.value === value));
  const all = [...known, ...gone.map((value) => ({ value, words: value }))];
  return all.sort((a, b) => a.words.localeCompare(b.words));
}
