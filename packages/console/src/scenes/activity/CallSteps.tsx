import type { ActivityEntryWire } from '@agentport/contract';
import { useQuery } from '@tanstack/react-query';
import { gateway } from '../../api/gateway.ts';
import { PlainText } from '../../parts/EscapedText.tsx';
import { Icon } from '../../parts/Icon.tsx';
import { entryWords, type Names, whoOf } from '../../words/audit.ts';
import { clockSeconds, took } from '../../words/time.ts';

const ENTRIES_MAX = 50;

const MARK: Record<string, string> = {
  allow: 'text-allow-solid',
  ask: 'text-ask-solid',
  deny: 'text-deny-solid',
  unknown: 'text-unknown-solid',
  plain: 'text-muted',
};

/** What happened to one call, in order, with the time each step took. */
export function CallSteps({ call, here, names }: { call: string; here: number; names: Names }) {
  const asked = useQuery({
    queryKey: ['audit', 'call', call],
    queryFn: () => gateway('listAudit', { query: { call, limit: ENTRIES_MAX } }),
  });
  const entries = asked.data?.items.toReversed();
  if (!entries || entries.length === 0) return null;
  const steps = entries.map(stepTimes).find((times) => times !== null);
  return (
    <section className="grid gap-3" aria-labelledby="call-steps">
      <h3 id="call-steps">Step by step</h3>
      <ol className="grid">
        {entries.map((entry, at) => (
          <Step
            key={entry.index}
            entry={entry}
            since={at === 0 ? null : Date.parse(entry.at) - Date.parse(entries[at - 1]?.at ?? entry.at)}
            here={entry.index === here}
            names={names}
          />
        ))}
      </ol>
      {steps && <Inside steps={steps} />}
    </section>
  );
}

interface StepProps {
  entry: ActivityEntryWire;
  /** ms since the step before */
  since: number | null;
  here: boolean;
  names: Names;
}

function Step({ entry, since, here, names }: StepProps) {
  const { word, tone, icon } = entryWords(entry);
  return (
    <li className="relative grid grid-cols-[1.25rem_minmax(0,1fr)_auto] gap-x-3 pb-4 before:absolute before:top-5 before:bottom-0 before:left-[0.59rem] before:w-px before:bg-line-strong last:pb-0 last:before:hidden">
      <Icon name={icon} className={`relative z-1 size-5 ${MARK[tone]}`} />
      <div className="min-w-0">
        <p className={here ? 'font-semibold' : ''}>
          {word}
          {here && <span className="sr-only">, this entry</span>}
        </p>
        <p className="text-small text-muted">
          <PlainText text={whoOf(entry, names)} />
        </p>
      </div>
      <p className="text-right text-small text-muted">
        {clockSeconds(Date.parse(entry.at))}
        {since !== null && <span className="block">+ {took(since)}</span>}
      </p>
    </li>
  );
}

const STEP_WORDS: Record<string, string> = {
  authenticate: 'Who asks',
  resolve: 'What would be sent',
  recall: 'What is known',
  decide: 'Inspect and decide',
  claim: 'Write the decision',
  forward: 'Send, wait for the answer',
  filter: 'Filter the answer',
};

/** Where the time went while it was sent. */
function Inside({ steps }: { steps: readonly (readonly [string, number])[] }) {
  const total = steps.reduce((sum, [, ms]) => sum + ms, 0);
  return (
    <table className="w-full text-small">
      <caption className="pb-1 text-left text-muted">Inside the gateway, {took(total)} in all</caption>
      <tbody>
        {steps.map(([step, ms]) => (
          <tr key={step} className="border-t border-line">
            <th className="py-1 pr-3 text-left font-normal" scope="row">
              {STEP_WORDS[step] ?? step}
            </th>
            <td className="w-24 py-1 max-md:w-16">
              <progress className="time" max={Math.max(1, total)} value={ms} aria-hidden="true" />
            </td>
            <td className="w-20 py-1 text-right text-muted">{ms === 0 ? 'under 1 ms' : took(ms)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function stepTimes({ entry }: ActivityEntryWire): [string, number][] | null {
  const steps = (entry.details as { steps?: unknown } | undefined)?.steps;
  if (typeof steps !== 'object' || steps === null) return null;
  const known = steps as Record<string, unknown>;
  const times = Object.keys(STEP_WORDS).flatMap((step): [string, number][] => {
    const ms = known[step];
    return typeof ms === 'number' ? [[step, ms]] : [];
  });
  return times.length > 0 ? times : null;
}
