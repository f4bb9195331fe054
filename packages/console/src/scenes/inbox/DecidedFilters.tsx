import { useId } from 'react';
import { useAgents, useConnections } from '../../api/queries.ts';
import { Link, navigate } from '../../router/router.tsx';
import { visibleText } from '../../words/visible.ts';
import { addressOf, type DecidedFilter } from './decided-filter.ts';

const ANSWERS = [
  [null, 'All'],
  ['approved', 'Approved'],
  ['denied', 'Denied'],
  ['unanswered', 'Unanswered'],
] as const;

export function DecidedFilters({ filter }: { filter: DecidedFilter }) {
  const agents = useAgents().data?.items ?? [];
  const connections = useConnections().data?.items ?? [];
  return (
    <div className="flex flex-wrap items-end gap-3">
      <nav
        className="flex rounded-big bg-sunken p-0.5 shadow-[inset_0_0_0_1px_var(--color-line)] max-md:w-full"
        aria-label="Answer"
      >
        {ANSWERS.map(([answer, word]) => (
          <Link
            key={word}
            to={addressOf(filter, { answer })}
            aria-current={filter.answer === answer ? 'true' : undefined}
            className="flex min-h-8 flex-auto items-center justify-center rounded-control px-3 text-small font-medium text-muted no-underline hover:text-text aria-[current]:bg-raised aria-[current]:text-text aria-[current]:shadow-[0_0_0_1px_var(--color-line)] max-md:min-h-11 max-md:px-2"
          >
            {word}
          </Link>
        ))}
      </nav>
      <Choice
        label="Agent"
        value={filter.agent}
        all="Every agent"
        options={agents.map(({ id, name }) => [id, name])}
        onChoose={(agent) => navigate(addressOf(filter, { agent }))}
      />
      <Choice
        label="Connection"
        value={filter.connection}
        all="Every connection"
        options={connections.map(({ name }) => [name, name])}
        onChoose={(connection) => navigate(addressOf(filter, { connection }))}
      />
    </div>
  );
}

interface ChoiceProps {
  label: string;
  value: string | null;
  /** the word for no filter */
  all: string;
  options: readonly (readonly [string, string])[];
  onChoose(value: string | null): void;
}

function Choice({ label, value, all, options, onChoose }: ChoiceProps) {
  const id = useId();
  // An agent that was removed still has its decided requests: its filter must not look like no filter.
  const known = value === null || options.some(([option]) => option === value);
  return (
    <div className="max-md:flex-1">
      <label className="sr-only" htmlFor={id}>
        {label}
      </label>
      <select
        id={id}
        className="field"
        value={value ?? ''}
        onChange={(event) => onChoose(event.target.value || null)}
      >
        <option value="">{all}</option>
        {!known && <option value={value}>{visibleText([{ t: 'text', v: value }])}</option>}
        {options.map(([option, word]) => (
          <option key={option} value={option}>
            {visibleText([{ t: 'text', v: word }])}
          </option>
        ))}
      </select>
    </div>
  );
}
