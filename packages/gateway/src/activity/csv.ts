import type { Found } from './search.ts';

const COLUMNS = [
  ...([
    'index',
    'at',
    'kind',
    'actor',
    'agent',
    'connection',
    'operation',
    'risk',
    'effect',
    'outcome',
  ] as const),
  ...(['status', 'reasons', 'call', 'approval', 'session', 'requester_address', 'action_sha256'] as const),
  'leaf_hash',
] as const;

/** First line of a table. */
export const CSV_HEAD = `${COLUMNS.join(',')}\r\n`;

/**
 * One entry as a line of a table (RFC 4180). A cell that a spreadsheet would run as a formula gets an apostrophe in front:
 * agents choose some of these texts, and a person opens the file in a spreadsheet (OWASP, "CSV injection").
 */
export function csvLine({ index, leafHash, risk, event }: Found): string {
  const cells: Record<(typeof COLUMNS)[number], unknown> = {
    index,
    at: new Date(event.at).toISOString(),
    kind: event.kind,
    actor: event.actor,
    agent: event.agent,
    connection: event.connection,
    operation: event.operation,
    risk,
    effect: event.effect,
    outcome: event.outcome,
    status: event.status,
    reasons: event.reasons?.join(' '),
    call: event.call,
    approval: event.approval,
    session: event.session,
    requester_address: event.requester_address,
    action_sha256: event.action_sha256,
    leaf_hash: leafHash,
  };
  return `${COLUMNS.map((column) => csvCell(cells[column])).join(',')}\r\n`;
}

/** How a formula begins, also behind white space, and what some programs take for a new cell. */
const FORMULA = /^[\s\0]*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/u;

export function csvCell(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number') return String(value);
  const text = String(value);
  const harmless = FORMULA.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) || harmless !== text ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
