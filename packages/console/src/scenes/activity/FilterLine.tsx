import type { AgentWire, ConnectionWire } from '@agentport/contract';
import { type ChangeEvent, useEffect, useRef, useState } from 'react';
import { navigate } from '../../router/router.tsx';
import { filterSearch, isFiltered, type LogFilter, NO_FILTER, RISKS, SHOWS, SPANS } from './filter.ts';

const TYPING_MS = 300;

interface FilterLineProps {
  filter: LogFilter;
  agents: readonly AgentWire[];
  connections: readonly ConnectionWire[];
}

/** One line of choices; each of them stands in the address, so that a view can be sent to somebody. */
export function FilterLine({ filter, agents, connections }: FilterLineProps) {
  const choose = (change: Partial<LogFilter>) =>
    navigate(`/activity${filterSearch({ ...filter, ...change })}`, { replace: true });
  const [wide, setWide] = useState(isFiltered({ ...filter, text: null }));
  const choices = [
    ['show', 'What', 'Everything', SHOWS],
    ['agent', 'Agent', 'All agents', agents.map(({ id, name }) => [id, name] as const)],
    ['connection', 'Connection', 'All connections', connections.map(({ id, name }) => [id, name] as const)],
    ['risk', 'Risk', 'Any risk', RISKS],
    ['span', 'Time', 'Any time', SPANS],
  ] as const;
  return (
    <search className="flex flex-wrap gap-2 max-md:grid max-md:grid-cols-2" aria-label="Filter the log">
      <TextChoice text={filter.text} choose={(text) => choose({ text })} />
      <button className="btn md:hidden" type="button" aria-expanded={wide} onClick={() => setWide(!wide)}>
        {wide ? 'Fewer choices' : 'More choices'}
      </button>
      <div className={`contents ${wide ? '' : 'max-md:hidden'}`}>
        {choices.map(([part, label, all, options]) => (
          <Choice
            key={part}
            label={label}
            all={all}
            value={filter[part]}
            options={options}
            choose={(value) => choose({ [part]: value })}
          />
        ))}
      </div>
      {isFiltered(filter) && (
        <button className="btn btn-quiet" type="button" onClick={() => choose(NO_FILTER)}>
          Clear
        </button>
      )}
    </search>
  );
}

interface ChoiceProps {
  label: string;
  /** words of "no choice" */
  all: string;
  value: string | null;
  options: readonly (readonly [string, string, ...unknown[]])[];
  choose(value: string | null): void;
}

function Choice({ label, all, value, options, choose }: ChoiceProps) {
  const known = value === null || options.some(([name]) => name === value);
  return (
    <select
      className={`field w-auto! max-w-44 flex-none pr-2! max-md:w-full! max-md:max-w-none ${value === null ? 'text-muted' : 'border-ink font-medium'}`}
      aria-label={label}
      value={value ?? ''}
      onChange={(event) => choose(event.target.value || null)}
    >
      <option value="">{all}</option>
      {!known && <option value={value ?? ''}>{value}</option>}
      {options.map(([name, words]) => (
        <option key={name} value={name}>
          {words}
        </option>
      ))}
    </select>
  );
}

/** Looks once typing pauses, not at every letter. */
function TextChoice({ text, choose }: { text: string | null; choose(text: string | null): void }) {
  const [typed, setTyped] = useState(text ?? '');
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => setTyped(text ?? ''), [text]);
  useEffect(() => () => clearTimeout(timer.current), []);
  const onChange = ({ target }: ChangeEvent<HTMLInputElement>) => {
    setTyped(target.value);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => choose(target.value.trim() || null), TYPING_MS);
  };
  return (
    <input
      className="field w-auto! min-w-48 flex-1"
      type="search"
      data-search
      aria-label="Find in the log"
      placeholder="Find text or id"
      maxLength={100}
      value={typed}
      onChange={onChange}
    />
  );
}
