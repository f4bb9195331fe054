import { type Risk, type RiskLevel, riskOf } from '../words/states.ts';
import { Icon } from './Icon.tsx';

const LOOKS: Record<RiskLevel, { word: string; text: string; bar: string; bars: number }> = {
  low: { word: 'Low', text: 'text-muted', bar: 'fill-muted', bars: 1 },
  medium: { word: 'Medium', text: 'text-ask', bar: 'fill-ask-solid', bars: 2 },
  high: { word: 'High', text: 'text-deny', bar: 'fill-deny-solid', bars: 3 },
  critical: { word: 'Critical', text: 'text-deny', bar: 'fill-deny-solid', bars: 3 },
};

const BARS = [
  { x: 0, y: 8, height: 6 },
  { x: 5.25, y: 4.5, height: 9.5 },
  { x: 10.5, y: 1, height: 13 },
];

/** Three bars and always the word. `whole` also says what kind of risk it is. */
export function RiskMark({ risk, whole = false }: { risk: Risk; whole?: boolean }) {
  const { level, kind } = riskOf(risk);
  const { word, text, bar, bars } = LOOKS[level];
  return (
    <span className={`inline-flex items-center gap-1.5 text-small font-medium whitespace-nowrap ${text}`}>
      {level === 'critical' ? (
        <Icon name="deny" className="size-3.5 stroke-2" />
      ) : (
        <svg className="size-3.5" viewBox="0 0 14 14" aria-hidden="true" focusable="false">
          {BARS.map((place, index) => (
            <rect key={place.x} {...place} width="3.5" rx="1" className={index < bars ? bar : 'fill-line'} />
          ))}
        </svg>
      )}
      {word}
      {whole ? (
        ` risk, ${kind.charAt(0).toLowerCase()}${kind.slice(1)}`
      ) : (
        <span className="sr-only"> risk</span>
      )}
    </span>
  );
}
