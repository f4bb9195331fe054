import { Fault } from '../../kernel/fault.ts';
import type { OperatorApiDeps } from './deps.ts';

/**
 * The names of the only connections an agent is given, null for every one.
 * @throws {Fault} unknown_connection: a typing error must not become an agent that reaches a connection of tomorrow
 */
export function requireKnown(
  { connections, org }: Pick<OperatorApiDeps, 'connections' | 'org'>,
  names: readonly string[] | null,
): readonly string[] | null {
  const unknown = (names ?? []).filter((name) => connections.find(org, name) === null);
  if (unknown.length === 0) return names;
  throw new Fault('unknown_connection', `There is no connection ${unknown.join(', ')}. Nothing was changed.`);
}
