import type { Outcome } from '@agentport/engine';
import type { Connection, Connections } from '../connections/index.ts';
import type { Enforce } from './gate.ts';

export interface ConnectionTest {
  readonly ok: boolean;
  /** public sentence */
  readonly message: string;
  /** what the service answered, when it did */
  readonly status: number | null;
}

/** Tries a connection's key with the harmless call its manifest names, through the one path. */
export async function testConnection(
  connections: Connections,
  enforce: Enforce,
  connection: Connection,
): Promise<ConnectionTest> {
  const definition = connections.definitionOf(connection);
  const operation = definition.purposes.credential_test;
  if (operation === null) {
    return { ok: true, message: `${definition.title} names no call to try a key with.`, status: null };
  }
  const outcome = await enforce({
    kind: 'system',
    org: connection.org,
    purpose: 'credential_test',
    connection: connection.name,
    operation,
    args: {},
  });
  return judge(outcome, definition.title);
}

function judge(outcome: Outcome, service: string): ConnectionTest {
  if (outcome.kind === 'released') {
    return { ok: true, message: `${service} accepts the key.`, status: outcome.reply.status };
  }
  const status = outcome.kind === 'failed' ? outcome.upstreamStatus : null;
  if (status === 401 || status === 403) {
    return {
      ok: false,
      message: `${service} refuses the key. Check that it is whole and still valid.`,
      status,
    };
  }
  const said = 'problem' in outcome ? outcome.problem.message : 'The call did not go through.';
  return { ok: false, message: said, status };
}
