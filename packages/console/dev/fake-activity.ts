import type { FakeRequest } from './fake-routes.ts';
import type { FakeState } from './fake-state.ts';
import { activityEntries, overview, sessionEntries, sessions } from './fixtures/activity.ts';
import { Refusal } from './refusal.ts';

const LOG_SIZE = 620;

/** What happened, from memory. */
export function activityRoutes(state: FakeState) {
  const all = () => [
    ...state.news,
    ...(state.agents.length === 0 ? [] : sessionEntries(state.now())),
    ...activityEntries(state.now(), state.agents.length === 0 ? 0 : LOG_SIZE),
  ];
  return {
    listAudit: ({ query }: FakeRequest) => {
      const fits = (name: string, value: unknown) => !query.has(name) || query.get(name) === value;
      const found = all().filter(
        (entry) =>
          fits('call', entry.call_id) &&
          fits('risk', entry.risk) &&
          fits('agent', entry.entry.actor) &&
          fits('connection', entry.entry.connection) &&
          (query.get('show') !== 'denied' || entry.kind === 'call.denied') &&
          JSON.stringify(entry).includes(query.get('text') ?? '') &&
          entry.index > Number(query.get('after') ?? -1),
      );
      const from = Number(query.get('cursor') ?? 0);
      const limit = Number(query.get('limit') ?? 50);
      const next = from + limit < found.length ? String(from + limit) : null;
      const items = found.slice(from, from + limit);
      return { items, next, looked_until: next === null ? null : (items.at(-1)?.at ?? null) };
    },
    readAudit: ({ params }: FakeRequest) => {
      const entry = all().find(({ index }) => String(index) === params.entry);
      if (!entry) throw new Refusal(404, 'not_found', 'There is no such entry.');
      return entry;
    },
    overview: ({ query }: FakeRequest) =>
      overview(state.now(), Number(query.get('hours') ?? 24), state.agents.length === 0),
    listSessions: () => ({ items: state.agents.length === 0 ? [] : sessions(state.now()), next: null }),
    readSession: ({ params }: FakeRequest) => {
      const session = sessions(state.now()).find((item) => item.session === params.session);
      if (!session) throw new Refusal(404, 'not_found', 'There is no such session.');
      return {
        session,
        entries: { items: sessionEntries(state.now()), next: null, looked_until: null },
      };
    },
  };
}
