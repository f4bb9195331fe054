import { compare, type OperationDefaults, type OperationsOf, type PolicyChange } from '@agentport/engine';
import type { Catalog } from '../catalog/index.ts';
import { type Connection, type Connections, parseBaseUrl } from '../connections/index.ts';
import { Fault } from '../kernel/fault.ts';
import type { Secret } from '../kernel/secret.ts';
import type { Policies, PolicyContent } from '../policies/index.ts';
import { type Declared, type DeclaredBlock, sameContent } from './declared.ts';
import { readKey, type SecretSources } from './secrets.ts';
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
  /** changes that wait for a person */
  readonly waiting: readonly PolicyChange[];
}

const ACTOR = 'system:config-file';

/**
 * Brings connections and policy in line with the file.
 * @param how `whole`: the file is authoritative; `guarded`: what tightens applies, what loosens waits for a person
 */
export async function applyDeclared(
  parts: ApplyParts,
  declared: Declared,
  file: string,
  how: 'whole' | 'guarded',
): Promise<Applied> {
  refuseTwoOwners(parts, declared);
  const keys = await readKeys(declared, file, parts.sources);
  const changes = changesOf(parts, declared);
  const loosens = changes.some((change) => change.kind === 'loosening');
  if (how === 'whole' || !loosens) {
    // policy first: a new connection must never be open for a moment under defaults its file forbids
    await activate(parts, declared.content, file, changes);
    await applyConnections(parts, declared, keys);
    return { waiting: [] };
  }
  await tighten(parts, declared, keys, file);
  await propose(parts, declared, file, changes);
  return { waiting: changes.filter((change) => change.kind === 'loosening') };
}

function refuseTwoOwners(parts: ApplyParts, declared: Declared): void {
  for (const block of declared.blocks) {
    const known = parts.connections.find(parts.org, block.name);
    if (known?.owner === 'console') {
      throw new Fault(
        'config_invalid',
        `${block.source}: there is already a connection "${block.name}" that was added by hand. Remove it with \`agentport connections remove ${block.name}\`, or delete this block.`,
      );
    }
    if (known === null && block.key === null) {
      throw new Fault(
        'config_invalid',
        `${block.source}: ${block.name} needs an api_key, e.g. api_key: \${${block.name.toUpperCase().replaceAll('-', '_')}_API_KEY}.`,
      );
    }
  }
}

async function readKeys(
  declared: Declared,
  file: string,
  sources: SecretSources,
): Promise<Map<string, Secret>> {
  const keys = new Map<string, Secret>();
  for (const block of declared.blocks) {
    const key = await readKey(block, file, sources);
    if (key) keys.set(block.name, key);
  }
  return keys;
}

function changesOf(parts: ApplyParts, declared: Declared): PolicyChange[] {
  const old = parts.policies.active();
  const { content } = declared;
  const policy = compare(old.policy, content.policy, operationsOf(parts, declared));
  const before = new Map(old.connections.map((connection) => [connection.name, connection]));
  const added = content.connections.flatMap((next, index): PolicyChange[] => {
    const was = before.get(next.name);
    const path = `/connections/${index}`;
    if (!was) return [{ kind: 'loosening', what: `The connection ${next.name} is new.`, path }];
    if (was.integration === next.integration && was.base_url === next.base_url) return [];
    return [{ kind: 'loosening', what: `The connection ${next.name} goes somewhere else.`, path }];
  });
  const names = new Set(content.connections.map((connection) => connection.name));
  const gone = old.connections
    .filter((was) => !names.has(was.name))
    .map(
      (was): PolicyChange => ({
        kind: 'tightening',
        what: `The connection ${was.name} is gone.`,
        path: '/connections',
      }),
    );
  return [...policy, ...added, ...gone];
}

function operationsOf(parts: ApplyParts, declared: Declared): OperationsOf {
  return (name) => {
    const connection = parts.connections.find(parts.org, name);
    const integration = declared.blocks.find((block) => block.name === name)?.integration;
    const definition = connection
      ? parts.connections.definitionOf(connection)
      : integration
        ? parts.catalog.integration(integration)
        : null;
    return Object.values(definition?.operations ?? {}).map(
      (operation): OperationDefaults => ({
        operation: operation.name,
        risk: operation.risk,
        manifestDefault: operation.default,
      }),
    );
  };
}

async function applyConnections(
  parts: ApplyParts,
  declared: Declared,
  keys: ReadonlyMap<string, Secret>,
): Promise<void> {
  for (const block of declared.blocks) await applyBlock(parts, block, keys.get(block.name));
  await disableMissing(parts, declared);
}

async function applyBlock(parts: ApplyParts, block: DeclaredBlock, key: Secret | undefined): Promise<void> {
  const { connections, org } = parts;
  const was = connections.find(org, block.name);
  const moved = was !== null && !isSamePlace(parts, was, block);
  // a credential belongs to the origin it was given for: a new origin needs it again
  if (was && moved) await connections.remove(org, block.name, ACTOR);
  if (!was || moved) {
    if (!key)
      throw new Fault(
        'config_invalid',
        `${block.source}: ${block.name} goes somewhere else and needs its api_key again.`,
      );
    await connections.create({
      org,
      name: block.name,
      integration: block.integration,
      key,
      baseUrl: block.base_url ?? undefined,
      owner: 'file',
      source: block.source,
      actor: ACTOR,
    });
    return;
  }
  if (was.status === 'disabled') await connections.enable(org, block.name, block.source, ACTOR);
  if (key) await connections.replaceCredential(org, block.name, key, ACTOR);
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

/** Only what takes rights away, and new keys for accounts that stay where they are. */
async function tighten(
  parts: ApplyParts,
  declared: Declared,
  keys: ReadonlyMap<string, Secret>,
  file: string,
): Promise<void> {
  const old = parts.policies.active();
  const stay = declared.blocks.filter((block) =>
    old.connections.some(
      (was) =>
        was.name === block.name && was.integration === block.integration && was.base_url === block.base_url,
    ),
  );
  for (const block of stay) {
    const key = keys.get(block.name);
    if (key && parts.connections.find(parts.org, block.name)?.status === 'active') {
      await parts.connections.replaceCredential(parts.org, block.name, key, ACTOR);
    }
  }
  await disableMissing(parts, declared);
  const policy = tightenOnly(old.policy, declared.content.policy, operationsOf(parts, declared));
  const names = new Set(declared.blocks.map((block) => block.name));
  const connections = old.connections.filter((was) => names.has(was.name));
  await activate(parts, { policy, connections }, file, []);
}

async function activate(
  parts: ApplyParts,
  content: PolicyContent,
  source: string,
  changes: readonly PolicyChange[],
): Promise<void> {
  if (parts.policies.version() > 0 && sameContent(parts.policies.active(), content)) return;
  await parts.policies.install({ content, source, changes, status: 'active', actor: ACTOR });
}

/** Proposed once: an edit that already waits, or that a person rejected, is not proposed again. */
async function propose(
  parts: ApplyParts,
  declared: Declared,
  source: string,
  changes: readonly PolicyChange[],
): Promise<void> {
  const recent = await parts.policies.versions(20);
  const settled = recent.find((version) => version.status !== 'active' && version.status !== 'superseded');
  if (settled && sameContent(settled.content, declared.content)) return;
  await parts.policies.install({
    content: declared.content,
    source,
    changes,
    status: 'pending',
    actor: ACTOR,
  });
}
