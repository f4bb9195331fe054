import type { SessionWire } from '@agentport/contract';
import { Panel } from '../../parts/Panel.tsx';
import { Tag } from '../../parts/Tag.tsx';
import { riskTone, signWords } from './risk-words.ts';

/** A number and what it is made of. It decides nothing, and says so. */
export function SessionRisk({ risk: { score, reasons } }: { risk: SessionWire['risk'] }) {
  const { tone, word } = riskTone(score);
  return (
    <Panel title="Session risk" end={<Tag tone={tone}>{word}</Tag>}>
      <div className="grid grid-cols-[14rem_minmax(0,1fr)] gap-x-10 gap-y-3 max-lg:grid-cols-1">
        <div>
          <p className="flex items-baseline gap-2">
            <strong className="text-verb font-semibold tabular-nums">{score}</strong>
            <span className="text-small text-muted">of 100</span>
          </p>
          <progress className="mt-2 w-full" max={100} value={score} aria-label={`Risk ${score} of 100`} />
        </div>
        <div className="grid max-w-xl content-start gap-3 text-small">
          {reasons.length === 0 ? (
            <p className="text-muted">Nothing was denied, flagged or left unknown.</p>
          ) : (
            <ul className="grid gap-1.5">
              {reasons.map(({ sign, count, points }) => (
                <li key={sign} className="flex justify-between gap-3">
                  <span>{signWords(sign, count)}</span>
                  <span className="text-muted tabular-nums">+{points}</span>
                </li>
              ))}
            </ul>
          )}
          <p className="text-muted">Counted from the log. It decides nothing.</p>
        </div>
      </div>
    </Panel>
  );
}
