import { CONNECTION_LIMIT_RANGES } from '@agentport/contract';
import { Fault } from '../kernel/fault.ts';
import type { ConnectionLimits } from '../limits/index.ts';
import type { ConnectionTable } from '../storage/schema/connections.ts';

type LimitColumns = Pick<ConnectionTable, 'concurrent_calls' | 'deadline_ms'>;

const UNITS = { concurrent_calls: 'calls at one time', deadline_ms: 'milliseconds for one call' };

/** @throws {Fault} `invalid_request` */
export function limitColumns(limits: ConnectionLimits): LimitColumns {
  return {
    concurrent_calls: checked(limits, 'concurrent_calls'),
    deadline_ms: checked(limits, 'deadline_ms'),
  };
}

/** For the log: what a change of a connection says of its limits. */
export function limitsIn({
  concurrent_calls = null,
  deadline_ms = null,
}: Partial<LimitColumns>): LimitColumns {
  return { concurrent_calls, deadline_ms };
}

function checked(limits: ConnectionLimits, field: keyof ConnectionLimits): number | null {
  const value = limits[field];
  if (value === undefined) return null;
  const [least, most] = CONNECTION_LIMIT_RANGES[field];
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw new Fault('invalid_request', `Give a whole number from ${least} to ${most} of ${UNITS[field]}.`, {
    details: { path: `/${field}`, expected: `${least} to ${most}` },
  });
}
