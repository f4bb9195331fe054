import {
  type CompiledPolicy,
  canonical,
  compile,
  type Decision,
  evaluate,
  explain,
  type Finding,
  type PolicyChange,
  type PolicyDocument,
  type PolicyExplanation,
  type PolicyFacts,
  sha256Hex,
} from '@agentport/engine';
import type { Audit } from '../audit/index.ts';
import type { Clock } from '../kernel/clock.ts';
import { Fault } from '../kernel/fault.ts';
import type { NewId } from '../kernel/ids.ts';
import { DEFAULT_LIMITS, type LimitSettings } from '../limits/index.ts';
import { DEFAULT_RETENTION, type RetentionSettings } from '../retention/index.ts';
import { type Database, lock, type Tx } from '../storage/index.ts';
import type { PolicyVersionTable } from '../storage/schema/policy.ts';
import { lastNumber, makeActive, selectActive, selectVersion, selectVersions } from './store.ts';
import { isVouchedFor, newestVouched, UNPROVEN_POLICY, type Vouched } from './vouch.ts';

/** A connection as a file declares it, without its secret: part of what a version activates. */
export interface DeclaredConnection {
  readonly name: string;
  readonly integration: string;
  readonly base_url: string | null;
  /** where its key comes from, e.g. `${STRIPE_API_KEY}`, never the key; null when the file names none */
  readonly key_from: string | null;
}

/** How long things may wait, ms. */
export interface Times {
  /** for a person's answer */
  readonly approve_within: number;
  /** for the gateway, once approved */
  readonly execute_within: number;
}

export const DEFAULT_TIMES: Times = { approve_within: 30 * 60_000, execute_within: 5 * 60_000 };

/** What one policy version holds. */
export interface PolicyContent {
  readonly policy: PolicyDocument;
  readonly connections: readonly DeclaredConnection[];
  readonly times: Times;
  readonly limits: LimitSettings;
  readonly retention: RetentionSettings;
  /** proxies that may say from which address somebody comes; nobody when absent */
  readonly trusted_proxies?: readonly string[];
}

export interface PolicyVersion {
  readonly number: number;
  readonly status: PolicyVersionTable['status'];
  readonly source: string;
  readonly content: PolicyContent;
  readonly changes: readonly PolicyChange[];
  readonly createdAt: number;
  readonly activatedAt: number | null;
  readonly activatedBy: string | null;
}

export interface NewVersion {
  readonly content: PolicyContent;
  readonly source: string;
  readonly changes: readonly PolicyChange[];
  /** a pending version waits for a person and replaces an older one that waits */
  readonly status: 'active' | 'pending';
  readonly actor: string;
  /** the active version it was made from: when another is active by now, it is refused */
  readonly onlyAfter?: number;
}

/** The policy: numbered versions, one active. The active one is in memory, compiled. */
export interface Policies {
  /** number of the active version, 0 before the first */
  version(): number;
  /** false while the stored policy is not the one the log knows: everything is denied until a person activates another */
  isProven(): boolean;
  active(): PolicyContent;
  decide(facts: PolicyFacts, findings: readonly Finding[]): Decision;
  /** the same decision, told step by step */
  explain(facts: PolicyFacts, findings: readonly Finding[]): PolicyExplanation;
  /** @throws {Fault} `action_changed` when it was made from a version that is not active any more */
  install(version: NewVersion): Promise<PolicyVersion>;
  /** Takes up the version that another gateway made active. */
  refresh(): Promise<void>;
  /** newest first, below the number `before` */
  versions(limit: number, before?: number): Promise<readonly PolicyVersion[]>;
  pending(): Promise<PolicyVersion | null>;
  /** @throws {Fault} `not_found`, `already_decided` */
  activate(number: number, actor: string): Promise<PolicyVersion>;
  reject(number: number, actor: string): Promise<PolicyVersion>;
  /** Takes a waiting version back because its source does not say it any more; it may be proposed again. */
  withdraw(number: number, actor: string): Promise<PolicyVersion>;
}

interface Parts {
  readonly db: Database;
  readonly audit: Audit;
  readonly clock: Clock;
  readonly newId: NewId;
}

const EMPTY: PolicyContent = {
  policy: { v: 1, tiers: [], rules: [] },
  connections: [],
  times: DEFAULT_TIMES,
  limits: DEFAULT_LIMITS,
  retention: DEFAULT_RETENTION,
};

type Settled = 'active' | 'rejected' | 'superseded';

export async function createPolicies(parts: Parts, org: string): Promise<Policies> {
  let content = EMPTY;
  let compiled: CompiledPolicy = compile(EMPTY.policy, 0, null);
  let proven = true;
  const use = (row: PolicyVersionTable) => {
    content = contentOf(row);
    compiled = compile(content.policy, row.number, null);
    proven = true;
  };
  const load = async () => {
    const row = (await selectActive(parts.db.read, org)) ?? null;
    if (row !== null && proven && row.number <= compiled.version) return; // the active one only ever has a larger number
    const vouched = await newestVouched(parts.audit, org, 'policy.activated');
    proven = isVouchedFor(row, vouched);
    if (proven && row !== null) use(row);
    // never 0: a gateway without any version takes the file whole, as at its first start
    if (!proven) compiled = compile(UNPROVEN_POLICY, Math.max(row?.number ?? 0, vouched?.number ?? 0), null);
  };
  await load();

  const settle = async (number: number, actor: string, status: Settled): Promise<PolicyVersion> => {
    const proposed = await newestVouched(parts.audit, org, 'policy.proposed');
    const row = await parts.db.unit((tx) =>
      settlePending(parts, tx, { org, number, actor, status, proposed }),
    );
    if (status === 'active') use(row);
    return present(row);
  };

  return {
    version: () => compiled.version,
    isProven: () => proven,
    active: () => content,
    decide: (facts, findings) => evaluate(compiled, facts, findings),
    explain: (facts, findings) => explain(compiled, facts, findings),
    async install(version) {
      const row = await parts.db.unit((tx) => insertVersion(parts, tx, org, version));
      if (row.status === 'active') use(row);
      return present(row);
    },
    refresh: load,
    versions: async (limit, before) =>
      (await selectVersions(parts.db.read, org, { limit, before })).map(present),
    async pending() {
      const rows = await selectVersions(parts.db.read, org, { limit: 1 }, 'pending');
      return rows[0] ? present(rows[0]) : null;
    },
    activate: (number, actor) => settle(number, actor, 'active'),
    reject: (number, actor) => settle(number, actor, 'rejected'),
    withdraw: (number, actor) => settle(number, actor, 'superseded'),
  };
}

async function insertVersion(
  parts: Parts,
  tx: Tx,
  org: string,
  version: NewVersion,
): Promise<PolicyVersionTable> {
  // refuses what cannot be compiled before anything is written
  compile(version.content.policy, 0, null);
  await lock(tx, 'fence', org); // numbers follow each other, and no claim relies on the version that goes
  await requireStillActive(tx, org, version.onlyAfter);
  const now = parts.clock.now();
  const active = version.status === 'active';
  const document = canonical({ ...version.content });
  const row: PolicyVersionTable = {
    id: parts.newId('pol'),
    org,
    number: (await lastNumber(tx, org)) + 1,
    document,
    document_sha256: sha256Hex(document),
    status: 'pending',
    source: version.source,
    changes: canonical([...version.changes]),
    created_at: now,
    activated_at: null,
    activated_by: null,
  };
  await tx
    .updateTable('policy_versions')
    .set({ status: 'superseded' })
    .where('org', '=', org)
    .where('status', '=', 'pending')
    .execute();
  await tx.insertInto('policy_versions').values(row).execute();
  await parts.audit.append(tx, {
    kind: 'policy.proposed',
    actor: version.actor,
    org,
    policy_version: row.number,
    details: { document_sha256: row.document_sha256, source: row.source },
  });
  return active ? activateRow(parts, tx, row, version.actor) : row;
}

async function requireStillActive(tx: Tx, org: string, number: number | undefined): Promise<void> {
  if (number === undefined || ((await selectActive(tx, org))?.number ?? 0) === number) return;
  throw new Fault(
    'action_changed',
    'The policy changed meanwhile. Look at it as it is now, then save again.',
  );
}

async function settlePending(
  parts: Parts,
  tx: Tx,
  wanted: { org: string; number: number; actor: string; status: Settled; proposed: Vouched | null },
): Promise<PolicyVersionTable> {
  await lock(tx, 'fence', wanted.org);
  const row = await selectVersion(tx, wanted.org, wanted.number);
  if (!row) throw new Fault('not_found', `There is no policy version ${wanted.number}.`);
  if (row.status !== 'pending') {
    throw new Fault(
      'already_decided',
      `Policy version ${wanted.number} is ${row.status}; it does not wait any more.`,
    );
  }
  const { status } = wanted;
  // Nobody activates a text that is not the one that was proposed.
  if (status === 'active' && !isVouchedFor(row, wanted.proposed)) {
    throw new Fault(
      'policy_unproven',
      `Policy version ${wanted.number} is not the text that was proposed: the audit log knows another one. Reject it, and find out who can write the database.`,
    );
  }
  if (status === 'active') return activateRow(parts, tx, row, wanted.actor);
  await tx.updateTable('policy_versions').set({ status }).where('id', '=', row.id).execute();
  await parts.audit.append(tx, {
    kind: 'policy.rejected',
    actor: wanted.actor,
    org: wanted.org,
    policy_version: row.number,
    ...(status === 'superseded' ? { details: { because: 'the file does not say it any more' } } : {}),
  });
  return { ...row, status };
}

async function activateRow(
  parts: Parts,
  tx: Tx,
  row: PolicyVersionTable,
  actor: string,
): Promise<PolicyVersionTable> {
  const activated = {
    ...row,
    status: 'active' as const,
    activated_at: parts.clock.now(),
    activated_by: actor,
  };
  await makeActive(tx, activated);
  await parts.audit.append(tx, {
    kind: 'policy.activated',
    actor,
    org: row.org,
    policy_version: row.number,
    details: { document_sha256: row.document_sha256 },
  });
  return activated;
}

function contentOf(row: PolicyVersionTable): PolicyContent {
  const stored = JSON.parse(row.document) as Omit<PolicyContent, 'limits' | 'retention'> &
    Partial<PolicyContent>;
  // versions from before there were such settings
  return { limits: DEFAULT_LIMITS, retention: DEFAULT_RETENTION, ...stored };
}

function present(row: PolicyVersionTable): PolicyVersion {
  return {
    number: row.number,
    status: row.status,
    source: row.source,
    content: contentOf(row),
    changes: JSON.parse(row.changes) as PolicyChange[],
    createdAt: row.created_at,
    activatedAt: row.activated_at,
    activatedBy: row.activated_by,
  };
}
