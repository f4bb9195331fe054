import { compare, type Effect, type OperationsOf, type PolicyChange } from '@agentport/engine';
import { type Catalog, didYouMean } from '../catalog/index.ts';
import type { ConfigFile } from '../config-file/index.ts';
import type { Connection, Connections } from '../connections/index.ts';
import { Fault } from '../kernel/fault.ts';
import {
  CONSOLE,
  type ConsolePart,
  consolePartOf,
  fileSpeaks,
  type Policies,
  type PolicyContent,
  type PolicyVersion,
  tighteningPart,
  withConsolePart,
} from '../policies/index.ts';
import { type Preset, presetTiers } from './presets.ts';
import { type Switch, switchesOf } from './switchboard.ts';
import { problemAt, readPolicyText } from './text.ts';

/** What a person changes of the part of the policy that the console owns. */
export type PolicyEdit =
  | { readonly kind: 'tiers'; readonly tiers: readonly TierEdit[] }
  /** the whole part, in the words of agentport.yaml */
  | { readonly kind: 'text'; readonly text: string }
  /** the part as an earlier version had it */
  | { readonly kind: 'roll_back'; readonly to: number };

export interface TierEdit {
  readonly connection: string;
  readonly operation: string;
  /** null: nothing is said any more, the default holds */
  readonly effect: Effect | null;
}

/** What became of an edit. */
export interface Proposed {
  readonly changes: readonly PolicyChange[];
  /** active at once: what only tightens */
  readonly applied: PolicyVersion | null;
  /** waits for a person: what loosens, with all the rest */
  readonly waiting: PolicyVersion | null;
}

/** Changes that people make to the policy in the console. */
export interface PolicyEdits {
  /**
   * @param base number of the active version the person looked at
   * @param dry say what would change, and change nothing
   * @throws {Fault} `action_changed`, `policy_waiting`, `owned_by_file`, `unknown_connection`, `unknown_operation`,
   * `invalid_request`, `not_found`
   */
  propose(edit: PolicyEdit, base: number, actor: string, dry?: boolean): Promise<Proposed>;
  /** A person activates what waits, whoever wrote it. @throws {Fault} `not_found`, `already_decided`, `action_changed` */
  activate(number: number, actor: string): Promise<PolicyVersion>;
  /**
   * Before a name is used for another account, and after it was: what the console said about the old one must not hold
   * for the new one.
   * @param start what is said instead, for a service that is about to be connected; only stricter than its defaults
   */
  renew(connection: string, start: NewService | null, actor: string): Promise<void>;
  /** who set each operation of a connection, and what a waiting version would make of it */
  switches(connection: Connection): Promise<readonly Switch[]>;
}

export interface NewService {
  readonly integration: string;
  readonly preset: Preset;
}

interface Parts {
  readonly org: string;
  readonly catalog: Pick<Catalog, 'integration'>;
  readonly policies: Policies;
  readonly connections: Pick<Connections, 'find' | 'definitionOf'>;
  readonly configFile: Pick<ConfigFile, 'inOrder' | 'reread' | 'activate'>;
}

export function createPolicyEdits(parts: Parts): PolicyEdits {
  const { policies, configFile, connections, org } = parts;

  const partOf = async (edit: PolicyEdit): Promise<ConsolePart> => {
    const now = consolePartOf(policies.active().policy);
    if (edit.kind === 'tiers') return { ...now, tiers: withTiers(parts, now.tiers, edit.tiers) };
    if (edit.kind === 'text') return checkedText(parts, edit.text);
    const [then] = await policies.versions(1, edit.to + 1);
    if (then?.number === edit.to) return consolePartOf(then.content.policy);
    throw new Fault('not_found', `There is no policy version ${edit.to} to go back to.`);
  };

  return {
    propose: (edit, base, actor, dry = false) =>
      configFile.inOrder(async () => {
        await policies.refresh();
        if (policies.version() !== base) throw moved();
        const active = policies.active();
        const next = withConsolePart(active, await partOf(edit));
        const changes = compare(active.policy, next.policy, operationsOf(parts));
        if (dry) return { changes, applied: null, waiting: null };
        return write(parts, next, changes, { base, actor });
      }),

    async activate(number, actor) {
      const waiting = await policies.pending();
      const own = waiting?.number === number && waiting.source === CONSOLE;
      return own
        ? configFile.inOrder(() => policies.activate(number, actor))
        : configFile.activate(number, actor);
    },

    renew: (connection, start, actor) =>
      configFile.inOrder(async () => {
        await policies.refresh();
        const active = policies.active();
        const part = consolePartOf(active.policy);
        const others = part.tiers.filter((tier) => tier.connection !== connection);
        const definition = start && parts.catalog.integration(start.integration);
        const said = definition ? presetTiers(connection, definition, start.preset) : [];
        if (others.length === part.tiers.length && said.length === 0) return;
        const content = withConsolePart(active, {
          ...part,
          tiers: [...others, ...said],
          recipients: part.recipients.filter((limit) => limit.connection !== connection),
        });
        const wait = await policies.pending();
        const onlyAfter = policies.version();
        await policies.install({ content, source: CONSOLE, changes: [], status: 'active', actor, onlyAfter });
        if (wait && wait.source !== CONSOLE) await configFile.reread();
      }),

    async switches(connection) {
      const definition = connections.definitionOf(connections.find(org, connection.name) ?? connection);
      const pending = await policies.pending();
      return switchesOf(connection, definition, policies.active().policy, pending?.content.policy ?? null);
    },
  };
}

/** Tightening at once, all of it when nothing loosens; loosening waits for a person. */
async function write(
  { policies, configFile, ...parts }: Parts,
  next: PolicyContent,
  changes: readonly PolicyChange[],
  { base, actor }: { base: number; actor: string },
): Promise<Proposed> {
  const waiting = await policies.pending();
  const fileWaits = waiting !== null && waiting.source !== CONSOLE;
  const loosens = changes.some(({ kind }) => kind === 'loosening');
  if (loosens && fileWaits) throw fileFirst(waiting.number);
  const version = { source: CONSOLE, actor };
  if (!loosens) {
    const applied = await policies.install({
      ...{ ...version, content: next, changes },
      status: 'active',
      onlyAfter: base,
    });
    // it took the place of what waited for a person; the file says it again
    if (fileWaits) await configFile.reread();
    return { changes, applied, waiting: null };
  }
  const active = policies.active();
  const policy = tighteningPart(active.policy, next.policy, operationsOf({ ...parts, policies, configFile }));
  const applied =
    policy === active.policy
      ? null
      : await policies.install({
          ...{ ...version, content: { ...active, policy } },
          changes: changes.filter(({ kind }) => kind === 'tightening'),
          status: 'active',
          onlyAfter: base,
        });
  const proposed = await policies.install({
    ...{ ...version, content: next },
    changes: applied === null ? changes : changes.filter(({ kind }) => kind === 'loosening'),
    status: 'pending',
    onlyAfter: applied?.number ?? base,
  });
  return { changes, applied, waiting: proposed };
}

function withTiers(
  parts: Parts,
  now: ConsolePart['tiers'],
  edits: readonly TierEdit[],
): ConsolePart['tiers'] {
  const speaks = fileSpeaks(parts.policies.active().policy);
  const said = new Map(now.map((tier) => [`${tier.agent ?? ''} ${tier.connection} ${tier.operation}`, tier]));
  for (const { connection, operation, effect } of edits) {
    requireOperation(parts, connection, operation);
    if (speaks({ connection, operation })) throw filesOwn(connection, operation);
    const key = ` ${connection} ${operation}`;
    if (effect === null) said.delete(key);
    else said.set(key, { connection, operation, effect, source: { owner: 'console' } });
  }
  return [...said.values()];
}

/** Names in it are compared with what there is: a deny that denies nothing must not look like one. */
function checkedText(parts: Parts, text: string): ConsolePart {
  const part = readPolicyText(text);
  const speaks = fileSpeaks(parts.policies.active().policy);
  for (const tier of part.tiers) {
    const line = tier.source?.line;
    try {
      requireOperation(parts, tier.connection, tier.operation);
    } catch (error) {
      throw error instanceof Fault ? problemAt(line, error.message) : error;
    }
    if (speaks(tier)) throw problemAt(line, filesOwn(tier.connection, tier.operation).message);
  }
  // a line of a text nobody keeps says nothing later
  const source = { owner: 'console' as const };
  return {
    tiers: part.tiers.map((tier) => ({ ...tier, source })),
    rules: part.rules.map((rule) => ({ ...rule, source })),
    recipients: part.recipients.map((limit) => ({ ...limit, source })),
  };
}

function requireOperation({ connections, org }: Parts, connection: string, operation: string): void {
  const known = connections.find(org, connection);
  if (known === null) {
    throw new Fault('unknown_connection', `There is no connection ${connection.slice(0, 40)}.`);
  }
  if (operation.includes('*')) return;
  const { operations } = connections.definitionOf(known);
  if (Object.hasOwn(operations, operation)) return;
  const guess = didYouMean(operation, Object.keys(operations));
  throw new Fault(
    'unknown_operation',
    `${connection} has no operation "${operation.slice(0, 60)}".${guess ? ` Did you mean "${guess}"?` : ''}`,
  );
}

function operationsOf({ connections, org }: Parts): OperationsOf {
  return (name) => {
    const known = connections.find(org, name);
    return Object.values(known === null ? {} : connections.definitionOf(known).operations).map(
      (operation) => ({
        operation: operation.name,
        risk: operation.risk,
        manifestDefault: operation.default,
      }),
    );
  };
}

function moved(): Fault {
  return new Fault(
    'action_changed',
    'The policy changed meanwhile. Look at it as it is now, then save again.',
  );
}

function fileFirst(number: number): Fault {
  return new Fault(
    'policy_waiting',
    `Version ${number} of agentport.yaml waits. Activate or reject it under Policy, then save again.`,
  );
}

function filesOwn(connection: string, operation: string): Fault {
  return new Fault(
    'owned_by_file',
    `agentport.yaml says what happens with ${operation} on ${connection}. Change it there.`,
  );
}
