import type { Clock } from '../kernel/clock.ts';
import { Fault } from '../kernel/fault.ts';
import type { NewId } from '../kernel/ids.ts';
import type { Logger } from '../kernel/logger.ts';
import type { Random } from '../kernel/random.ts';
import type { Database, Tx } from '../storage/index.ts';
import type { AuditEvent, AuditReport } from './entry.ts';
import { isAuditKind } from './kinds.ts';
import type { Sequencing } from './sequencer.ts';
import type { Sealer } from './signing-key.ts';

export interface AuditDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly random: Random;
  readonly newId: NewId;
  readonly logger: Logger;
  /** `DATA_DIR/witness` */
  readonly witnessDir: string;
  /** AGENTPORT_WITNESS_FILE; inside `witnessDir` when null */
  readonly witnessFile?: string | null;
  /** what becomes durable together with the entry that accepts a log, for such a database may come from the past */
  readonly onAccept?: (tx: Tx, append: (report: AuditReport) => Promise<unknown>) => Promise<unknown>;
  /** what several gateways share; there on PostgreSQL, and only there */
  readonly shared?: { readonly sealer: Sealer; readonly sequencing: Sequencing };
}

/** A report as it is written: with an id and a time. @throws {Fault} internal */
export function eventOf({ clock, newId }: AuditDeps, report: AuditReport): AuditEvent {
  if (!isAuditKind(report.kind)) throw new Fault('internal', 'There is no such kind of audit entry.');
  return { ...report, v: 1 as const, id: newId('evt'), org: report.org ?? 'default', at: clock.now() };
}
