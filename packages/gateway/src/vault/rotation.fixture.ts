import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import type { AuditReport } from '../audit/entry.ts';
import { systemRandom } from '../kernel/random.ts';
import { Secret } from '../kernel/secret.ts';
import { openSqlite } from '../storage/index.ts';
import { connectionRow, temporaryDirectory, testClock } from '../storage/testing.ts';
import { insertSmallValues, smallProblems } from './small-values.fixture.ts';
import { fileKeySource } from './sources/file.ts';
import type { KeySource } from './sources/key-source.ts';
import { createVault, type VaultOptions } from './vault.ts';

export const CREDENTIALS = 120; // more than two batches
export const secretOf = (index: number) => `sk_test_fake_${String(index).padStart(6, '0')}`;
const nameOf = (index: number) => ({
  org: 'default',
  connectionId: 'con_1',
  field: `field_${index}`,
  version: 1,
});

/** A database with credentials, payloads and small values, stored and handed out, and a key file in a directory of its own. */
export async function installation(t: TestContext) {
  const home = temporaryDirectory(t);
  const [databasePath, keyFile] = [join(home, 'data', 'agentport.db'), join(home, 'keys', 'root.key')];
  mkdirSync(join(home, 'data'), { mode: 0o700 });
  const clock = testClock();
  const reports: AuditReport[] = [];
  const source = () => fileKeySource({ path: keyFile, databasePath, random: systemRandom });
  const open = async (keySource: KeySource = source(), atStep?: VaultOptions['atStep']) => {
    const db = await openSqlite({ path: databasePath, clock });
    try {
      const vault = await createVault({
        db,
        keySource,
        instance: 'ins_1',
        org: 'default',
        clock,
        random: systemRandom,
        audit: { append: async (_, report) => reports.push(report) },
        ...(atStep ? { atStep } : {}),
      });
      return { db, vault };
    } catch (error) {
      await db.close();
      throw error;
    }
  };
  const { db, vault } = await open();
  await db.unit(async (tx) => {
    await tx.insertInto('connections').values(connectionRow()).execute();
    for (let index = 0; index < CREDENTIALS; index++)
      await vault.sealCredential(tx, { ...nameOf(index), secret: new Secret(secretOf(index)) });
    await insertSmallValues(tx, vault);
  });
  const payload = await db.unit((tx) =>
    vault.payloads.put(tx, { org: 'default', kind: 'action', plaintext: Buffer.from('payload_fake') }),
  );
  const state = vault.sealState({ what: 'test' }, Buffer.from('state_fake'));
  const mark = vault.fingerprint(new Secret(secretOf(1)));
  await db.close();

  return {
    home,
    clock,
    databasePath,
    keyFile,
    reports,
    source,
    open,
    /** What does not open, or is not what was sealed; empty when all is well. */
    async problems(keySource?: KeySource): Promise<string[]> {
      const opened = await open(keySource);
      const wrong: string[] = [];
      try {
        for (let index = 0; index < CREDENTIALS; index++) {
          const secret = await opened.vault.openCredential(nameOf(index));
          if (secret.reveal().toString() !== secretOf(index)) wrong.push(`credential ${index}`);
        }
        const stored = await opened.vault.payloads.get(payload.id);
        if (stored.plaintext.toString() !== 'payload_fake') wrong.push('payload');
        if (opened.vault.openState({ what: 'test' }, state).toString() !== 'state_fake') wrong.push('state');
        wrong.push(...(await smallProblems(opened.db.read, opened.vault)));
        if (opened.vault.fingerprint(new Secret(secretOf(1))) !== mark) wrong.push('fingerprint');
      } finally {
        await opened.db.close();
      }
      return wrong;
    },
    /** Files that hold any of the sealed values as they are. */
    plaintextOnDisk: () =>
      filesUnder(home).filter((file) => {
        const bytes = readFileSync(file);
        return ['sk_test_fake_', 'payload_fake', 'state_fake'].some((text) => bytes.includes(text));
      }),
  };
}

export function filesUnder(directory: string): string[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}
