import type { AuditEntryWire, Client } from '@agentport/contract';
import { Failure } from '../../failure.ts';
import { fields, jsonLines, type Line, styled, time } from '../../output/lines.ts';

const PAGE = 200;
/** Looking for an id reads the log backwards: this many entries, then it is asked for the number instead. */
const PAGES_MAX = 50;

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

/** @param name the entry's number, or its id `evt_…` */
export async function findEntry(client: Client, name: string): Promise<AuditEntryWire> {
  if (/^\d+$/.test(name)) return client('readAudit', { params: { index: name } });
  let cursor: string | null = null;
  for (let pages = 0; pages < PAGES_MAX; pages += 1) {
    const page: { items: AuditEntryWire[]; next: string | null } = await client('listAudit', {
      query: { limit: PAGE, ...(cursor === null ? {} : { cursor }) },
    });
    const found = page.items.find(({ entry }) => entry.id === name);
    if (found !== undefined) return found;
    cursor = page.next;
    if (cursor === null) break;
  }
  throw new Failure('not_found', `There is no entry "${name}" among the newest. Give its number.`);
}

function operationOf({ connection, operation }: AuditEntryWire['entry']): string | null {
  return typeof operation === 'string' ? `${String(connection)}.${operation}` : null;
}
