import type { OverviewWire } from '@agentport/contract';
import type { ReactNode } from 'react';
import { Icon, type IconName } from '../../parts/Icon.tsx';
import { span } from '../../words/time.ts';

/** The figures of the span in one row. */
export function Readings({ figures }: { figures: OverviewWire }) {
  const { lanes, answers, ends } = figures;
  const [allowed, asked, denied] = [sum(lanes.allowed), sum(lanes.asked), sum(lanes.denied)];
  const calls = allowed + asked + denied;
  const share = (n: number) =>
    calls === 0 ? 'none' : `${((n / calls) * 100).toFixed(n * 10 < calls ? 1 : 0)} %`;
  return (
    <dl className="panel grid grid-cols-5 max-lg:grid-cols-2 max-lg:[&>:first-child]:col-span-2 *:border-line not-max-lg:[&>:not(:first-child)]:border-l max-lg:[&>:not(:first-child)]:border-t max-lg:[&>:nth-child(odd):not(:first-child)]:border-l">
      <Reading
        name="Calls"
        value={calls}
        note={ends.failed === 0 ? 'none failed' : `${number(ends.failed)} failed`}
      />
      <Reading name="Allowed" icon="allow" look="text-allow-solid" value={allowed} note={share(allowed)} />
      <Reading name="Asked" icon="ask" look="text-ask-solid" value={asked} note={share(asked)} />
      <Reading name="Denied" icon="deny" look="text-deny-solid" value={denied} note={share(denied)} />
      <Reading
        name="Typical answer"
        icon="clock"
        value={answers.median_ms === null ? '–' : took(answers.median_ms)}
        note={answers.most_ms === null ? 'nobody answered' : `9 of 10 within ${took(answers.most_ms)}`}
      />
    </dl>
  );
}

interface ReadingProps {
  name: string;
  icon?: IconName;
  look?: string;
  value: ReactNode;
  note: string;
}

function Reading({ name, icon, look = 'text-muted', value, note }: ReadingProps) {
  return (
    <div className="grid content-start gap-1 px-5 py-4 max-md:px-4">
      <dt className="flex items-center gap-1.5 text-small text-muted">
        {icon && <Icon name={icon} className={`size-4 ${look}`} />}
        {name}
      </dt>
      <dd className="text-page font-semibold tracking-[-0.017em]">
        {typeof value === 'number' ? number(value) : value}
      </dd>
      <dd className="text-small text-muted">{note}</dd>
    </div>
  );
}

function took(ms: number): string {
  return ms < 60_000 ? `${Math.round(ms / 1_000)} s` : span(ms);
}

function number(n: number): string {
  return n.toLocaleString('en-GB');
}

function sum(values: readonly number[]): number {
  return values.reduce((total, n) => total + n, 0);
}
