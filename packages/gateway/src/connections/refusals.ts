import { Fault } from '../kernel/fault.ts';
import type { ConnectionTable } from '../storage/schema.ts';

/** The console never owns what only the file can switch on again. */
export function switchedOff({ name, source }: ConnectionTable): Fault {
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
