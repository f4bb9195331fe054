import type { Dialect } from '../../packages/gateway/src/storage/testing.ts';

/** Which step of one asked call leads past a point. */
export type Stage = 'ask' | 'answer' | 'collect';

export interface Point {
  readonly name: string;
  readonly stage: Stage;
  /** the only database that has it */
  readonly only?: Dialect;
}

interface StatementPoint extends Point {
  readonly when: 'before' | 'after';
  readonly text: RegExp;
}

/** Points that one statement marks, in the order in which an asked call passes them. */
export const STATEMENT_POINTS: readonly StatementPoint[] = [
  at('ask', 'ask: token looked up', 'before', /^select "asked"\."id"/),
  at('ask', 'ask: agent known', 'after', /^select "asked"\."id"/),
  at(
    'ask',
    'ask: earlier calls looked at',
    'after',
    /^select \* from "calls" .*"intent_sha256" = \S+ and "state" != /,
  ),
  at('ask', 'ask: action sealed', 'after', /^insert into "payloads"/),
  at('ask', 'ask: call stored', 'after', /^insert into "calls"/),
  at('ask', 'ask: question stored', 'after', /^insert into "approvals"/),
  at('answer', 'answer: unit begun', 'after', /^update "instance" set "time_seen"/),
  at('answer', 'answer: call moved', 'after', /^update "calls" set "state" = \S+ "gateway_id"/),
  at('answer', 'answer: review stored', 'after', /^insert into "reviews"/),
  at(
    'answer',
    'execution: begun',
    'before',
    /^select "id", "org", "name", "epoch", "connections" from "agents"/,
  ),
  at(
    'answer',
    'execution: agent known again',
    'after',
    /^select "id", "org", "name", "epoch", "connections" from "agents"/,
  ),
  at('answer', 'claim: permit taken', 'after', /^update "calls" set "state" = \S+ "permit_id"/),
  at('answer', 'courier: credential asked for', 'before', /^select "sealed" from "credentials"/),
  at('answer', 'courier: credential opened', 'after', /^select "sealed" from "credentials"/),
  at('answer', 'courier: last look', 'after', /^select "orgs"\."stopped", "agents"\."status"/),
  at('answer', 'outcome: result sealed', 'after', /^insert into "payloads"/),
  at(
    'answer',
    'outcome: call finished',
    'after',
    /^update "calls" set "state" = \S+ "finished_at" = \S+ "upstream_status"/,
  ),
  at('answer', 'sequencer: inbox read', 'after', /^select \* from "audit_inbox"/, 'postgres'),
  at('answer', 'sequencer: leaves written', 'after', /^insert into "audit_entries"/, 'postgres'),
  at('answer', 'sequencer: inbox emptied', 'after', /^delete from "audit_inbox"/, 'postgres'),
  at('collect', 'collect: marked', 'after', /^update "calls" set "collected_at"/),
];

function at(
  stage: Stage,
  name: string,
  when: 'before' | 'after',
  text: RegExp,
  only?: Dialect,
): StatementPoint {
  return { stage, name, when, text, ...(only ? { only } : {}) };
}

/** Transactions, by the statement that tells them apart. */
export const UNITS: readonly {
  readonly name: string;
  readonly stage: Stage;
  readonly mark: RegExp;
  readonly only?: Dialect;
}[] = [
  { name: 'ask', stage: 'ask', mark: /^call\.pending$/ },
  { name: 'answer', stage: 'answer', mark: /^approval\.approved$/ },
  { name: 'claim', stage: 'answer', mark: /^call\.executing$/ },
  { name: 'outcome', stage: 'answer', mark: /^call\.finished$/ },
  { name: 'sequencer', stage: 'answer', mark: /^delete from "audit_inbox"/, only: 'postgres' },
  { name: 'checkpoint', stage: 'answer', mark: /^insert into "audit_checkpoints"/ },
  { name: 'collect', stage: 'collect', mark: /^update "calls" set "collected_at"/ },
];

/** Points of a unit, in order. An entry is written only by what the log tells of. */
export const UNIT_POINTS = ['entry written', 'commit sent', 'commit acknowledged'] as const;

/** Said by the HTTP client, by the name it gives each. */
export const WIRE_POINTS: readonly (readonly [channel: string, name: string])[] = [
  ['undici:client:beforeConnect', 'wire: connecting'],
  ['undici:client:connected', 'wire: connected'],
  ['undici:client:sendHeaders', 'wire: request head sent'],
  ['undici:request:bodySent', 'wire: request body sent'],
  ['undici:request:headers', 'wire: reply head came'],
  ['undici:request:trailers', 'wire: reply complete'],
];

/** Where the service itself is; what happens to a gateway then comes from outside. */
export const SERVICE_POINTS = ['service: received', 'service: done', 'service: half answered'] as const;

const OTHERS: readonly Point[] = [
  ...['courier: called', 'courier: answered', 'witness: draft written', 'witness: replaced'],
  ...SERVICE_POINTS,
  ...WIRE_POINTS.map(([, name]) => name),
].map((name) => ({ name, stage: 'answer' }));

const OF_UNITS: readonly Point[] = UNITS.flatMap(({ name, stage, mark, only }) =>
  UNIT_POINTS.filter((point) => point !== 'entry written' || /\\\./.test(mark.source)).map((point) => ({
    name: `${name}: ${point}`,
    stage,
    ...(only ? { only } : {}),
  })),
);

/** Every point of one asked call on this database. */
export function pointsOf(dialect: Dialect): readonly Point[] {
  const all: readonly Point[] = [...STATEMENT_POINTS, ...OF_UNITS, ...OTHERS];
  return all.filter(({ only }) => only === undefined || only === dialect);
}
