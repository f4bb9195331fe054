interface TickStripProps {
  /** at least five */
  earlier: readonly number[];
  value: number;
  /** says the same in words */
  label: string;
}

/** Room beside the outermost marks, so that neither is cut, percent of the width. */
const EDGE = 3;

/** Earlier values as ticks on one line, this one as a diamond. Its text twin stands below it. */
export function TickStrip({ earlier, value, label }: TickStripProps) {
  const from = Math.min(value, ...earlier);
  const to = Math.max(value, ...earlier);
  const place = (number: number) =>
    `${to === from ? 50 : EDGE + ((number - from) / (to - from)) * (100 - 2 * EDGE)}%`;
  return (
    <svg
      className="mt-2 h-6 w-full max-w-100 overflow-visible"
      role="img"
      aria-label={label}
      focusable="false"
    >
      <line x1="0" x2="100%" y1="20" y2="20" className="stroke-line-strong" />
      {earlier.map((number, index) => {
        // Ticks never move: their place is their identity.
        const key = index;
        return (
          <line
            key={key}
            x1={place(number)}
            x2={place(number)}
            y1="8"
            y2="20"
            className="stroke-muted"
            strokeOpacity="0.7"
          />
        );
      })}
      <svg x={place(value)} y="13" className="overflow-visible" aria-hidden="true">
        <path d="M0-8 7 0 0 8-7 0z" className="fill-ask-solid" />
      </svg>
    </svg>
  );
}
