import { Fault } from '../kernel/fault.ts';
import type { ConnectionTable } from '../storage/schema/connections.ts';

/** The console never owns what only the file can switch on again. */
export function switchedOff({ name, owner, source }: ConnectionTable): Fault {
  if (owner === 'console') {
    return new Fault('connection_disabled', `The key of ${name} was revoked. Give it a new one first.`);
  }
  const file = source?.replace(/:\d+$/, '') ?? 'agentport.yaml';
  return new Fault(
    'connection_disabled',
    `${name} is switched off because its block was taken out of ${file}. Put the block back first.`,
  );
}

export function unknownConnection(name: string): Fault {
  return new Fault(
    'unknown_connection',
    `There is no connection "${name}". \`agentport connections list\` shows them.`,
  );
}

/** The tools of an MCP server belong to the server they came from. */
export function serverStays({ name }: ConnectionTable): Fault {
  return new Fault(
    'invalid_request',
    `${name} keeps its address: its tools were listed by that server. Connect the other server under a name of its own.`,
  );
}
