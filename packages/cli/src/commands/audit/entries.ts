import type { AuditEntryWire, Client } from '@agentport/contract';
import { fields, jsonLines, type Line, styled, time } from '../../output/lines.ts';

const PAGE = 200;

export function entryLine({ index, at, kind, entry, call_id }: AuditEntryWire): Line {
  const facts = [entry.actor, operationOf(entry), entry.effect, entry.outcome, call_id].filter(
    (fact) => typeof fact === 'string',
  );
  return [
    styled('dim', `${String(index).padStart(6)}  ${time(at)}  `),
    kind.padEnd(24),
    ' ',
    facts.join('  '),
  ];
}

export function entryPage(entry: AuditEntryWire): Line[] {
  return [
    ...fields([
      ['Entry', String(entry.index)],
      ['Time', time(entry.at)],
      ['Kind', styled('bold', entry.kind)],
      ['Leaf', entry.leaf_hash],
    ]),
    ...jsonLines(entry.entry),
  ];
}

/** The newest entries, oldest first. */
export async function newestEntries(client: Client, count: number): Promise<AuditEntryWire[]> {
  const entries: AuditEntryWire[] = [];
  let cursor: string | null = null;
  while (entries.length < count) {
    const limit = Math.min(PAGE, count - entries.length);
    const page: { items: AuditEntryWire[]; next: string | null } = await client('listAudit', {
      query: { limit, ...(cursor === null ? {} : { cursor }) },
    });
    entries.push(...page.items);
    cursor = page.next;
    if (cursor === null || page.items.length === 0) break;
  }
  return entries.reverse();
}

function operationOf({ connection, operation }: AuditEntryWire['entry']): string | null {
  return typeof operation === 'string' ? `${String(connection)}.${operation}` : null;
}
