import { compare, type OperationDefaults, type OperationsOf, type PolicyChange } from '@agentport/engine';
import type { Catalog } from '../catalog/index.ts';
import type { Connections } from '../connections/index.ts';
import type { DeclaredConnection, PolicyContent, Times } from '../policies/index.ts';
import type { Declared } from './declared.ts';
import { limitChanges, type ManifestLimits } from './limits.ts';
import { proxyChanges } from './proxies.ts';
import { retentionChanges } from './retention.ts';

interface Parts {
  readonly org: string;
  readonly catalog: Catalog;
  readonly connections: Connections;
}

/** What the file would change, each change marked as loosening or tightening (T103). */
export function changesOf(parts: Parts, old: PolicyContent, declared: Declared): PolicyChange[] {
  const { content } = declared;
  return [
    ...compare(old.policy, content.policy, operationsOf(parts, declared)),
    ...connectionChanges(old.connections, content.connections),
    ...timeChanges(old.times, content.times),
    ...retentionChanges(old.retention, content.retention),
    ...proxyChanges(old.trusted_proxies, content.trusted_proxies),
    ...limitChanges(old.limits, content.limits, manifestLimitsOf(parts, declared)),
  ];
}

function connectionChanges(
  old: readonly DeclaredConnection[],
  next: readonly DeclaredConnection[],
): PolicyChange[] {
  const before = new Map(old.map((connection) => [connection.name, connection]));
  const names = new Set(next.map(({ name }) => name));
  const gone = old.filter(({ name }) => !names.has(name));
  return [
    ...next.flatMap((connection, index) => {
      const what = whatLoosens(before.get(connection.name), connection);
      return what === null ? [] : [{ kind: 'loosening' as const, what, path: `/connections/${index}` }];
    }),
    ...gone.map(({ name }) => ({
      kind: 'tightening' as const,
      what: `The connection ${name} is gone.`,
      path: '/connections',
    })),
  ];
}

function whatLoosens(was: DeclaredConnection | undefined, next: DeclaredConnection): string | null {
  if (!was) return `The connection ${next.name} is new.`;
  if (was.integration !== next.integration || was.base_url !== next.base_url) {
    return `The connection ${next.name} goes somewhere else.`;
  }
  // Another key is another account: the mild tiers of a test account must not reach the live one by an edit.
  if (!keepsKey(was, next)) return `The connection ${next.name} takes its key from ${next.key_from}.`;
  return null;
}

/** A block that names no key keeps the one it has. */
function keepsKey(was: DeclaredConnection, next: DeclaredConnection): boolean {
  return next.key_from === null || next.key_from === was.key_from;
}

/** Whether a connection leads to the same account at the same place, so that its key may be read again. */
export function staysItself(was: DeclaredConnection, next: DeclaredConnection): boolean {
  return was.name === next.name && whatLoosens(was, next) === null;
}

function timeChanges(old: Times, next: Times): PolicyChange[] {
  return (['approve_within', 'execute_within'] as const).flatMap((name): PolicyChange[] => {
    if (old[name] === next[name]) return [];
    const kind = next[name] > old[name] ? 'loosening' : 'tightening';
    return [{ kind, what: `${name} is ${next[name] / 60_000} minutes.`, path: `/times/${name}` }];
  });
}

/** What a connection's service bears by itself, for comparing ceilings. */
export function manifestLimitsOf(parts: Parts, declared: Declared): ManifestLimits {
  return (name) => definitionOf(parts, declared, name)?.service.limits ?? {};
}

/** The operations of a connection and what holds for them without any tier, for comparing policies. */
export function operationsOf(parts: Parts, declared: Declared): OperationsOf {
  return (name) => {
    const definition = definitionOf(parts, declared, name);
    return Object.values(definition?.operations ?? {}).map(
      (operation): OperationDefaults => ({
        operation: operation.name,
        risk: operation.risk,
        manifestDefault: operation.default,
      }),
    );
  };
}

function definitionOf(parts: Parts, declared: Declared, name: string) {
  const connection = parts.connections.find(parts.org, name);
  if (connection) return parts.connections.definitionOf(connection);
  const integration = declared.blocks.find((block) => block.name === name)?.integration;
  return integration ? parts.catalog.integration(integration) : null;
}
