/** What the page of decided requests is narrowed to. It stands in the address, so that a link shows the same. */
export interface DecidedFilter {
  readonly answer: 'approved' | 'denied' | 'unanswered' | null;
  /** id */
  readonly agent: string | null;
  /** name */
  readonly connection: string | null;
  /** where the page begins: the id of the last request of the one before */
  readonly after: string | null;
}

const ANSWERS = ['approved', 'denied', 'unanswered'] as const;

export function filterOf(search: string): DecidedFilter {
  const query = new URLSearchParams(search);
  const answer = ANSWERS.find((known) => known === query.get('answer')) ?? null;
  const text = (name: string) => query.get(name) || null;
  return { answer, agent: text('agent'), connection: text('connection'), after: text('after') };
}

/** The address of the same page narrowed otherwise; any other filter begins at the newest again. */
export function addressOf(filter: DecidedFilter, change: Partial<DecidedFilter>): string {
  const next = { ...filter, after: null, ...change };
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(next)) if (value) query.set(name, value);
  const text = query.toString();
  return text === '' ? '/approvals/decided' : `/approvals/decided?${text}`;
}
