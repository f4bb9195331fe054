import { type Comparison, compareValues, type DisplayModel, type RowFlag } from '@agentport/engine';
import { Fault } from '../kernel/fault.ts';
import { type Baselines, baselinesOf, NO_BASELINES, pairOf } from './baselines.ts';
import { type AskedCall, type ListFilter, listAsked, type Page } from './list.ts';
import type { ApprovalsRoom } from './room.ts';
import { type ApprovalView, type ReviewView, stateNow } from './view.ts';

/** A question as lists show it: what its page says in the first line, and nothing that must be opened besides. */
export type ApprovalSummaryView = Pick<
  ApprovalView,
  | 'id'
  | 'callId'
  | 'state'
  | 'agent'
  | 'operation'
  | 'risk'
  | 'stepUp'
  | 'requestedAt'
  | 'approveBefore'
  | 'decidedAt'
  | 'review'
> & {
  readonly connection: { readonly id: string; readonly name: string };
  readonly title: DisplayModel['title'];
  /** of its arguments, each once */
  readonly flags: readonly RowFlag[];
  /** values that are unusual among so many approved calls; null where nothing was compared */
  readonly unusual: { readonly values: number; readonly of: number } | null;
};

export interface SummaryFilter extends ListFilter {
  /** whether to say what is unusual about those that wait */
  readonly compare?: boolean;
}

/** Of opened pages together: a page of a list ends there, whatever its limit. An agent decides how long its texts are. */
const BYTES_MAX = 4 * 1024 * 1024;
/** Pages opened before others get their turn. */
const AT_ONCE = 20;

export async function listSummaries(
  room: Pick<ApprovalsRoom, 'db' | 'vault' | 'clock'>,
  filter: SummaryFilter,
): Promise<Page<ApprovalSummaryView>> {
  const page = await listAsked(room, filter);
  const comparing = filter.compare === true && filter.state === 'pending';
  const [names, reviews, baselines] = await Promise.all([
    namesOf(room, page.items),
    reviewsOf(room, page.items),
    comparing ? baselinesOf(room, filter.org, page.items) : NO_BASELINES,
  ]);
  const items: ApprovalSummaryView[] = [];
  let bytes = 0;
  for (const [at, call] of page.items.entries()) {
    if (at % AT_ONCE === AT_ONCE - 1) await new Promise((resolve) => setImmediate(resolve)); // calls come first
    const opened = await openDisplay(room, call.approval.display_payload);
    if (opened === null) continue; // erased: the log and the calls still tell of it
    items.push(summaryOf(room, call, opened.model, { names, reviews, baselines }));
    bytes += opened.bytes;
    if (bytes > BYTES_MAX && at < page.items.length - 1) return { items, next: call.approval.id };
  }
  return { items, next: page.next };
}

/** The first line of a page that is open anyway. */
export function summaryOfView(
  view: ApprovalView,
  compared: { readonly calls: number; readonly values: readonly Comparison[] },
): ApprovalSummaryView {
  return { ...view, title: view.display.title, flags: flagsOf(view.display), unusual: unusualOf(compared) };
}

interface Around {
  readonly names: Names;
  readonly reviews: ReadonlyMap<string, ReviewView>;
  readonly baselines: Baselines;
}

function summaryOf(
  room: Pick<ApprovalsRoom, 'clock'>,
  call: AskedCall,
  model: DisplayModel,
  { names, reviews, baselines }: Around,
): ApprovalSummaryView {
  const { approval } = call;
  const earlier = baselines.get(pairOf(call)) ?? [];
  return {
    id: approval.id,
    callId: call.id,
    state: stateNow(room, call),
    agent: { id: call.agent_id, name: names.agents.get(call.agent_id) ?? call.agent_id },
    connection: { id: call.connection_id, name: names.connections.get(call.connection_id) ?? '' },
    operation: call.operation,
    risk: call.risk,
    title: model.title,
    flags: flagsOf(model),
    stepUp: approval.step_up === 1,
    requestedAt: call.created_at,
    approveBefore: approval.approve_before,
    decidedAt: approval.decided_at,
    review: reviews.get(approval.id) ?? null,
    unusual: unusualOf({ calls: earlier.length, values: compareValues(model, earlier) }),
  };
}

function flagsOf(model: DisplayModel): RowFlag[] {
  return [...new Set(model.rows.flatMap((row) => row.flags))];
}

function unusualOf(compared: {
  readonly calls: number;
  readonly values: readonly Comparison[];
}): ApprovalSummaryView['unusual'] {
  if (compared.values.length === 0) return null;
  return { values: compared.values.filter(({ unusual }) => unusual).length, of: compared.calls };
}

/** Null where it was erased. */
async function openDisplay(
  { vault }: Pick<ApprovalsRoom, 'vault'>,
  payload: string,
): Promise<{ model: DisplayModel; bytes: number } | null> {
  try {
    const { plaintext } = await vault.payloads.get(payload);
    return { model: JSON.parse(plaintext.toString('utf8')) as DisplayModel, bytes: plaintext.length };
  } catch (error) {
    if (error instanceof Fault && error.code === 'not_found') return null;
    throw error;
  }
}

interface Names {
  readonly agents: ReadonlyMap<string, string>;
  readonly connections: ReadonlyMap<string, string>;
}

async function namesOf({ db }: Pick<ApprovalsRoom, 'db'>, calls: readonly AskedCall[]): Promise<Names> {
  if (calls.length === 0) return { agents: new Map(), connections: new Map() }; // PostgreSQL knows no empty list
  const named = async (table: 'agents' | 'connections', ids: readonly string[]) => {
    const rows = await db.read
      .selectFrom(table)
      .select(['id', 'name'])
      .where('id', 'in', [...new Set(ids)])
      .execute();
    return new Map(rows.map(({ id, name }) => [id, name]));
  };
  const [agents, connections] = await Promise.all([
    named(
      'agents',
      calls.map((call) => call.agent_id),
    ),
    named(
      'connections',
      calls.map((call) => call.connection_id),
    ),
  ]);
  return { agents, connections };
}

/** The first answer to each question, by its id. */
async function reviewsOf(
  { db }: Pick<ApprovalsRoom, 'db'>,
  calls: readonly AskedCall[],
): Promise<ReadonlyMap<string, ReviewView>> {
  const decided = calls.filter(({ approval }) => approval.decided_at !== null);
  if (decided.length === 0) return new Map();
  const rows = await db.read
    .selectFrom('reviews')
    .innerJoin('operators', 'operators.id', 'reviews.operator_id')
    .select([
      'reviews.approval_id',
      'reviews.operator_id as operatorId',
      'operators.name as operatorName',
      'reviews.answer',
      'reviews.reason',
      'reviews.created_at as at',
    ])
    .where(
      'reviews.approval_id',
      'in',
      decided.map(({ approval }) => approval.id),
    )
    .orderBy('reviews.created_at', 'desc')
    .execute();
  return new Map(rows.map(({ approval_id, ...review }) => [approval_id, review]));
}
