import path from 'node:path';
import type { PolicyChange } from '@agentport/engine';
import type { Catalog } from '../catalog/index.ts';
import { type Connection, type Connections, MCP, parseBaseUrl } from '../connections/index.ts';
import { Fault } from '../kernel/fault.ts';
import type { Secret } from '../kernel/secret.ts';
import {
  CONSOLE,
  consolePartOf,
  type Policies,
  type PolicyContent,
  type PolicyVersion,
  withConsolePart,
  withoutConsolePart,
} from '../policies/index.ts';
import { changesOf, manifestLimitsOf, operationsOf, staysItself } from './changes.ts';
import { checkNames } from './check.ts';
import { type Declared, type DeclaredBlock, sameContent } from './declared.ts';
import { strictestLimits } from './limits.ts';
import { proxiesOfBoth } from './proxies.ts';
import { longestRetention } from './retention.ts';
import { readFields, readKey, type SecretSources } from './secrets.ts';
import { tightenOnly } from './tighten.ts';

export interface ApplyParts {
  readonly org: string;
  readonly catalog: Catalog;
  readonly connections: Connections;
  readonly policies: Policies;
  readonly sources: SecretSources;
}

/** What became of the file. */
export interface Applied {
  /** changes that wait for a person; none for an edit that a person rejected */
  readonly waiting: readonly PolicyChange[];
}

export const ACTOR = 'system:config-file';

/** Versions looked through for what became of the same content before. */
const REMEMBERED = 50;

/** What the file says, with everything that can go wrong with it already tried. */
export interface Prepared {
  readonly declared: Declared;
  /** path, for messages and as the source of versions */
  readonly file: string;
  readonly keys: ReadonlyMap<string, Secret>;
  /** the active version whose console part it carries along */
  readonly base: number;
}

/**
 * Reads the keys and checks names and owners; what the console owns of the policy is carried along. Changes nothing.
 * @throws {Fault} `config_invalid`, `config_missing_variable`, `two_owners`
 */
export async function prepare(parts: ApplyParts, declared: Declared, file: string): Promise<Prepared> {
  checkNames(parts.catalog, declared);
  const keys = new Map<string, Secret>();
  for (const block of declared.blocks) {
    refuseTwoOwners(parts, block);
    const key = await keyOf(parts, block, file);
    if (key) keys.set(block.name, key);
  }
  const { policies } = parts;
  await policies.refresh(); // another gateway may have taken up what a person changed
  const content = withConsolePart(declared.content, consolePartOf(policies.active().policy));
  return { declared: { ...declared, content }, file, keys, base: policies.version() };
}

/**
 * A block that could be applied if the file owned its connection. Other blocks may still be in the way: two that are
 * claimed twice are settled one after the other.
 * @throws {Fault} `invalid_request` when there is none of this name, `config_invalid`, `config_missing_variable`
 */
export async function adoptable(
  parts: ApplyParts,
  declared: Declared | null,
  name: string,
  file: string,
): Promise<DeclaredBlock> {
  const block = declared?.blocks.find((one) => one.name === name);
  if (!declared || !block) {
    throw new Fault(
      'invalid_request',
      `${path.basename(file)} has no block "${name}" under integrations. Add it first, then adopt it.`,
    );
  }
  checkNames(parts.catalog, declared);
  await keyOf(parts, block, file);
  return block;
}

async function keyOf(parts: ApplyParts, block: DeclaredBlock, file: string): Promise<Secret | null> {
  const fields = await readFields(block, file, parts.sources);
  if (fields) return composed(parts, block, fields);
  const key = await readKey(block, file, parts.sources);
  if (!key) refuseWithoutKey(parts, block);
  return key;
}

function composed(
  { connections }: ApplyParts,
  block: DeclaredBlock,
  fields: { readonly [name: string]: string },
): Secret | null {
  try {
    return connections.credentialFor(block.integration, { fields });
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    throw new Fault('config_invalid', `${block.source}: ${error.message}`);
  }
}

/** Brings connections and policy in line with the file: what tightens applies, what loosens waits for a person. */
export async function applyGuarded(parts: ApplyParts, prepared: Prepared): Promise<Applied> {
  const changes = changesOf(parts, parts.policies.active(), prepared.declared);
  const loosenings = changes.filter((change) => change.kind === 'loosening');
  if (loosenings.length === 0) {
    await applyWhole(parts, prepared);
    return { waiting: [] };
  }
  await tighten(parts, prepared);
  return { waiting: (await propose(parts, prepared, changes)) ? loosenings : [] };
}

/** The file is authoritative: everything it says applies now. */
export async function applyWhole(parts: ApplyParts, prepared: Prepared): Promise<void> {
  const { declared } = prepared;
  const changes = changesOf(parts, parts.policies.active(), declared);
  // policy first: a new connection must never be open for a moment under defaults its file forbids
  await install(parts, declared.content, prepared, changes);
  await applyConnections(parts, prepared);
  const waiting = await parts.policies.pending();
  if (waiting && waiting.source !== CONSOLE) await parts.policies.withdraw(waiting.number, ACTOR);
}

/** What a person activated applies whole. */
export async function applyActivated(
  parts: ApplyParts,
  prepared: Prepared,
  number: number,
  actor: string,
): Promise<PolicyVersion> {
  const activated = await parts.policies.activate(number, actor);
  await applyConnections(parts, prepared);
  return activated;
}

function refuseTwoOwners(parts: ApplyParts, block: DeclaredBlock): void {
  if (parts.connections.find(parts.org, block.name)?.owner !== 'console') return;
  throw new Fault(
    'two_owners',
    `${block.source}: there is already a connection "${block.name}", and it belongs to the console. Give it to the file with \`agentport config adopt ${block.name}\`, or delete this block.`,
  );
}

/**
 * Without a key in the file there must be one from before, and it belongs to the address it was given for. Only an MCP
 * server may want none.
 */
function refuseWithoutKey(parts: ApplyParts, block: DeclaredBlock): void {
  if (block.integration === MCP) return;
  const known = parts.connections.find(parts.org, block.name);
  if (known && isSamePlace(parts, known, block)) return;
  const example = `api_key: \${${block.name.toUpperCase().replaceAll('-', '_')}_API_KEY}`;
  throw new Fault(
    'config_invalid',
    known
      ? `${block.source}: ${block.name} goes somewhere else and needs its key again, e.g. ${example}.`
      : `${block.source}: ${block.name} needs an api_key, e.g. ${example}.`,
  );
}

async function applyConnections(parts: ApplyParts, { declared, keys }: Prepared): Promise<void> {
  for (const block of declared.blocks) await applyBlock(parts, block, keys.get(block.name));
  await disableMissing(parts, declared);
}

async function applyBlock(parts: ApplyParts, block: DeclaredBlock, key: Secret | undefined): Promise<void> {
  const { connections, org } = parts;
  const was = connections.find(org, block.name);
  if (was && isSamePlace(parts, was, block)) {
    if (key) await connections.replaceCredential(org, block.name, key, ACTOR);
    if (was.status === 'disabled') await connections.enable(org, block.name, block.source, ACTOR);
    return;
  }
  // a credential belongs to the origin it was given for: a new origin needs it again
  if (was) await connections.remove(org, block.name, ACTOR);
  await connections.create({
    org,
    name: block.name,
    integration: block.integration,
    key: key ?? null,
    baseUrl: block.base_url ?? undefined,
    owner: 'file',
    source: block.source,
    actor: ACTOR,
  });
}

function isSamePlace(parts: ApplyParts, was: Connection, block: DeclaredBlock): boolean {
  const address = block.base_url ?? parts.catalog.integration(block.integration)?.service.base_url;
  return was.integration === block.integration && address != null && parseBaseUrl(address) === was.baseUrl;
}

async function disableMissing(parts: ApplyParts, declared: Declared): Promise<void> {
  const names = new Set(declared.blocks.map((block) => block.name));
  for (const connection of parts.connections.list(parts.org)) {
    if (connection.owner !== 'file' || connection.status !== 'active' || names.has(connection.name)) continue;
    await parts.connections.disable(parts.org, connection.name, ACTOR);
  }
}

/** A block that comes back within this time finds its key still there, ms. */
const KEPT_MS = 7 * 86_400_000;

/** Destroys the keys of blocks that were removed long ago. */
export async function forgetRemoved(parts: ApplyParts, now: number): Promise<void> {
  for (const { owner, status, disabledAt, name } of parts.connections.list(parts.org)) {
    if (owner !== 'file' || status !== 'disabled' || disabledAt === null) continue;
    if (disabledAt + KEPT_MS <= now) await parts.connections.remove(parts.org, name, ACTOR);
  }
}

/** Only what takes rights away, and new keys for accounts that stay where they are. */
async function tighten(parts: ApplyParts, prepared: Prepared): Promise<void> {
  const { declared, keys } = prepared;
  const old = parts.policies.active();
  const { content } = declared;
  await disableMissing(parts, declared);
  const policy = tightenOnly(old.policy, content.policy, operationsOf(parts, declared));
  const names = new Set(declared.blocks.map((block) => block.name));
  const connections = old.connections.filter((was) => names.has(was.name));
  const times = {
    approve_within: Math.min(old.times.approve_within, content.times.approve_within),
    execute_within: Math.min(old.times.execute_within, content.times.execute_within),
  };
  const retention = longestRetention(old.retention, content.retention);
  const limits = strictestLimits(old.limits, content.limits, manifestLimitsOf(parts, declared));
  const proxies = proxiesOfBoth(old.trusted_proxies, content.trusted_proxies);
  await install(parts, { policy, connections, times, limits, retention, ...proxies }, prepared, []);
  for (const next of content.connections) {
    const key = keys.get(next.name);
    const stays = old.connections.some((was) => staysItself(was, next));
    if (!key || !stays || parts.connections.find(parts.org, next.name)?.status !== 'active') continue;
    await parts.connections.replaceCredential(parts.org, next.name, key, ACTOR);
  }
}

async function install(
  parts: ApplyParts,
  content: PolicyContent,
  { file: source, base: onlyAfter }: Prepared,
  changes: readonly PolicyChange[],
): Promise<void> {
  if (parts.policies.version() > 0 && sameContent(parts.policies.active(), content)) return;
  await parts.policies.install({ content, source, changes, status: 'active', actor: ACTOR, onlyAfter });
}

/**
 * Proposed once: content that already waits, or that a person rejected, is not proposed again.
 * @returns whether it waits for a person
 */
async function propose(
  parts: ApplyParts,
  { declared, file }: Prepared,
  changes: readonly PolicyChange[],
): Promise<boolean> {
  const { content } = declared;
  const recent = await parts.policies.versions(REMEMBERED);
  const files = withoutConsolePart(content);
  const last = recent.find(
    ({ source, content: was }) => source !== CONSOLE && sameContent(withoutConsolePart(was), files),
  )?.status;
  if (last === 'pending') return true;
  if (last === 'rejected') return false;
  await parts.policies.install({ content, source: file, changes, status: 'pending', actor: ACTOR });
  return true;
}
