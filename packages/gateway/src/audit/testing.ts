import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { TestContext } from 'node:test';
import { idFactory } from '../kernel/ids.ts';
import type { Logger } from '../kernel/logger.ts';
import { type TestDatabase, testDatabase } from '../storage/testing.ts';
import { type Audit, createAudit } from './audit.ts';
import type { AuditDeps } from './deps.ts';
import type { AuditReport } from './entry.ts';
import type { Sequencing } from './sequencer.ts';
import type { Sealer } from './signing-key.ts';
import { readTrust, type Trust, type WitnessFiles, witnessFiles } from './witness.ts';

const silent: Logger = { error() {}, warn() {}, info() {}, debug() {} };
const random = { bytes: (count: number) => randomBytes(count) };

export interface TestAudit extends TestDatabase {
  readonly audit: Audit;
  readonly deps: AuditDeps;
  readonly files: WitnessFiles;
  trust(): Trust;
}

/** Stands for the vault: what it "seals" is only turned around. */
export const plainSealer: Sealer = {
  sealState: (_, plaintext) => Buffer.from(plaintext).reverse(),
  openState: (_, sealed) => Buffer.from(sealed).reverse(),
};

/** The right to sequence where there is nobody else. */
export const alone: Sequencing = {
  take: async () => true,
  hold: async () => true,
  give: async () => undefined,
};

/** A real log in a real database, with its witness beside it, for one test. */
export async function testAudit(t: TestContext): Promise<TestAudit> {
  const database = await testDatabase(t);
  const witnessDir = join(database.directory, 'witness');
  const shared = database.url === null ? {} : { shared: { sealer: plainSealer, sequencing: alone } };
  const newId = idFactory(database.clock, random);
  const deps = { ...database, random, logger: silent, newId, witnessDir, ...shared };
  const audit = await createAudit(deps);
  const files = witnessFiles(witnessDir);
  return { ...database, audit, deps, files, trust: () => readTrust(files) };
}

/** A call as an agent's refund would be reported. */
export function refund(number: number, changes: Partial<AuditReport> = {}): AuditReport {
  return {
    kind: 'call.executing',
    actor: 'agt_1',
    agent: 'agt_1',
    connection: 'con_1',
    operation: 'create_refund',
    call: `cal_${number}`,
    action_sha256: 'a'.repeat(64),
    effect: 'ask',
    reasons: ['risk_default'],
    requester_address: '192.0.2.7',
    ...changes,
  };
}

/** Appends `count` entries, a checkpoint after every `signEvery`. */
export async function fill({ audit, db }: TestAudit, count: number, signEvery = 7): Promise<void> {
  for (let done = 0; done < count; done += signEvery) {
    const numbers = Array.from({ length: Math.min(signEvery, count - done) }, (_, index) => done + index);
    await Promise.all(numbers.map((number) => db.unit((tx) => audit.append(tx, refund(number)))));
    await audit.checkpoint();
  }
}

/** Changes a closed database as somebody would who has the file: past triggers, past the program. */
export function tamper(path: string, ...statements: readonly string[]): void {
  const file = new DatabaseSync(path);
  for (const table of ['audit_entries', 'audit_nodes', 'audit_checkpoints']) {
    file.exec(`drop trigger if exists ${table}_are_never_changed`);
    file.exec(`drop trigger if exists ${table}_are_never_deleted`);
  }
  for (const statement of statements) file.exec(statement);
  file.close();
}

/** The lines of an export. */
export async function exportLines({ audit }: TestAudit): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of audit.export()) lines.push(line);
  return lines;
}
