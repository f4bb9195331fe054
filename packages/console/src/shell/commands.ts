import type { AgentWire, ApprovalSummary, ConnectionWire } from '@agentport/contract';
import type { IconName } from '../parts/Icon.tsx';
import { visibleText } from '../words/visible.ts';
import { SIDE } from './nav.ts';

/** One place to go to, or one thing to do. */
export interface Command {
  readonly key: string;
  readonly kind: 'Page' | 'Agent' | 'Connection' | 'Request' | 'Act';
  readonly name: string;
  readonly icon: IconName;
  /** null: an act of the shell itself */
  readonly to: string | null;
  /** what it is also found by */
  readonly also: string;
}

interface Known {
  readonly agents: readonly Pick<AgentWire, 'id' | 'name'>[];
  readonly connections: readonly Pick<ConnectionWire, 'id' | 'name' | 'title'>[];
  readonly requests: readonly Pick<ApprovalSummary, 'id' | 'title' | 'agent' | 'operation'>[];
  readonly typed: string;
  readonly mayStop: boolean;
}

/** Shown at once; more than that is narrowed by typing on. */
const SHOWN_MAX = 40;

const PAGES: readonly Command[] = [
  ...SIDE.flatMap(({ places }) => places).map(({ to, name, icon }) => page(to, name, icon)),
  page('/approvals/waiting', 'Every waiting request', 'inbox'),
  page('/approvals/decided', 'Decided requests', 'inbox'),
  page('/activity/sessions', 'Sessions', 'activity'),
  page('/account', 'Your account', 'more'),
];

const ACTS: readonly Command[] = [
  { key: 'stop', kind: 'Act', name: 'Stop an agent or everything…', icon: 'stop', to: null, also: '' },
  { key: 'keys', kind: 'Act', name: 'Keys', icon: 'key', to: null, also: 'help shortcuts' },
];

export function commandsOf({ agents, connections, requests, typed, mayStop }: Known): readonly Command[] {
  return [
    ...idTyped(typed),
    ...PAGES,
    ...requests.map(requestOf),
    ...agents.map(({ id, name }): Command => {
      return {
        key: id,
        kind: 'Agent',
        name,
        icon: 'agent',
        to: `/agents/${encodeURIComponent(id)}`,
        also: id,
      };
    }),
    ...connections.map(({ id, name, title }): Command => {
      const to = `/connections/${encodeURIComponent(name)}`;
      return { key: id, kind: 'Connection', name, icon: 'plug', to, also: title };
    }),
    ...ACTS.filter(({ key }) => key !== 'stop' || mayStop),
  ];
}

/** Those that hold every word that was typed, where they begin so first. */
export function matching(commands: readonly Command[], typed: string): readonly Command[] {
  const words = typed.toLowerCase().split(/\s+/u).filter(Boolean);
  const [first = ''] = words;
  const fitting = commands.filter(({ name, kind, also, to }) => {
    const text = `${name} ${kind} ${also} ${to ?? ''}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
  const begins = ({ name }: Command) => Number(!name.toLowerCase().startsWith(first));
  return fitting.toSorted((a, b) => begins(a) - begins(b)).slice(0, SHOWN_MAX);
}

/** The whole id of a request opens it, whether or not it still waits. */
function idTyped(typed: string): readonly Command[] {
  const id = /apr_[0-9a-z]{4,40}/.exec(typed.trim())?.[0];
  if (id === undefined) return [];
  const to = `/approvals/${encodeURIComponent(id)}`;
  return [{ key: `id ${id}`, kind: 'Request', name: id, icon: 'ask', to, also: typed.toLowerCase() }];
}

function requestOf({ id, title, agent, operation }: Known['requests'][number]): Command {
  const to = `/approvals/${encodeURIComponent(id)}`;
  const also = `${id} ${agent.name} ${operation}`;
  return { key: id, kind: 'Request', name: visibleText(title), icon: 'ask', to, also };
}

function page(to: string, name: string, icon: IconName): Command {
  return { key: to, kind: 'Page', name, icon, to, also: '' };
}
