import { hash } from 'node:crypto';
import type { JsonObject } from '@agentport/engine';
import { Fault } from '../kernel/fault.ts';
import type { Database, Tx } from '../storage/database.ts';
import { lock } from '../storage/index.ts';
import type { PayloadTable } from '../storage/schema/payloads.ts';
import { openEnvelope, sealEnvelope, type WrappingKey, wrappingKeyId } from './envelope.ts';
import { opening } from './opening.ts';
import type { SealingParts } from './seal.ts';
import { insertDayKey, insertPayload, selectDayKey, selectPayload } from './store.ts';

export type PayloadKind = PayloadTable['kind'];

/**
 * What is too private for the log: arguments, what a person saw, results. Each value is sealed under its day's key;
 * deleting that key erases the day and leaves the log, which carries only commitments, verifiable.
 */
export interface Payloads {
  /**
   * Seals `plaintext` inside the caller's unit.
   * @returns `commitment`: hex SHA-256 of a random salt and the plaintext. The salt lies in the sealed body, so
   *   that a short value cannot be guessed from its commitment.
   */
  put(
    tx: Tx,
    payload: { org: string; kind: PayloadKind; plaintext: Uint8Array },
  ): Promise<{ id: string; commitment: string }>;
  /**
   * Opens a payload and checks it against its commitment.
   * @param reader the unit that wants it, which may see what an earlier unit of the same commit wrote; else what is
   *   committed
   * @throws {Fault} `not_found` when it never was or its day was erased, `sealed` when it was changed or moved
   */
  get(id: string, reader?: Tx): Promise<{ plaintext: Buffer; commitment: string }>;
}

const SALT_BYTES = 32;
const OPEN_DAY_KEYS_MAX = 32;

export function createPayloads(parts: SealingParts & { db: Database }): Payloads {
  const dayKeys = openDayKeys(parts);
  return {
    async put(tx, { org, kind, plaintext }) {
      const createdAt = parts.now();
      const day = new Date(createdAt).toISOString().slice(0, 10);
      const key = await dayKeyForWriting(parts, tx, org, day, dayKeys);
      const id = parts.newId('pay');
      const body = Buffer.concat([parts.random.bytes(SALT_BYTES), plaintext]);
      const commitment = commit(body);
      const sealed = sealEnvelope(parts.random, key, payloadContext(parts, { id, org, day, kind }), body);
      await insertPayload(tx, { id, org, day, kind, sealed, commitment, created_at: createdAt });
      return { id, commitment };
    },
    async get(id, reader) {
      const row = await selectPayload(reader ?? parts.db.read, id);
      if (!row?.day_key) throw new Fault('not_found', 'This content is not stored any more.');
      if (!reader && parts.keyring.find('payload', wrappingKeyId(row.day_key)) === null) {
        await parts.keyring.refresh(); // sealed anew by another gateway
      }
      const key = dayKeys(row.org, row.day, row.day_key);
      const body = opening('The stored content', () =>
        openEnvelope((name) => (name === key.id ? key.key : null), payloadContext(parts, row), row.sealed),
      );
      if (commit(body) !== row.commitment) {
        throw new Fault('sealed', 'The stored content does not match its commitment. Verify the audit log.');
      }
      return { plaintext: body.subarray(SALT_BYTES), commitment: row.commitment };
    },
  };
}

/** @param newest a key that an open unit may know and the keyring not yet */
type OpenDayKey = (org: string, day: string, sealed: Uint8Array, newest?: WrappingKey) => WrappingKey;

/** Remembers opened day keys by their sealed bytes: the row itself stays the only proof that a key exists. */
function openDayKeys(parts: SealingParts): OpenDayKey {
  const open = new Map<string, Buffer>();
  return (org, day, sealed, newest) => {
    const name = Buffer.from(sealed).toString('base64');
    let key = open.get(name);
    if (!key) {
      key = opening('The key of that day', () =>
        openEnvelope(
          (id) => parts.keyring.find('payload', id) ?? (newest?.id === id ? newest.key : null),
          dayContext(parts, org, day),
          sealed,
        ),
      );
      if (open.size >= OPEN_DAY_KEYS_MAX) open.clear();
      open.set(name, key);
    }
    return { id: dayKeyId(day), key };
  };
}

async function dayKeyForWriting(
  parts: SealingParts,
  tx: Tx,
  org: string,
  day: string,
  openKey: OpenDayKey,
): Promise<WrappingKey> {
  const known = await selectDayKey(tx, org, day);
  if (known === null) await lock(tx, 'day', org, day); // once a day: the first unit makes it, the others wait
  const present = known ?? (await selectDayKey(tx, org, day));
  if (present && parts.keyring.find('payload', wrappingKeyId(present))) return openKey(org, day, present);
  const newest = await parts.keyring.newest(tx, 'payload');
  if (present) return openKey(org, day, present, newest);
  const key = parts.random.bytes(32);
  const sealed = sealEnvelope(parts.random, newest, dayContext(parts, org, day), key);
  await insertDayKey(tx, org, day, sealed);
  return { id: dayKeyId(day), key };
}

function dayKeyId(day: string): string {
  return `day:${day}`;
}

export function dayContext(parts: Pick<SealingParts, 'instance'>, org: string, day: string): JsonObject {
  return { what: 'day-key', instance: parts.instance, org, day };
}

function payloadContext(
  parts: SealingParts,
  payload: Pick<PayloadTable, 'id' | 'org' | 'day' | 'kind'>,
): JsonObject {
  const { id, org, day, kind } = payload;
  return { what: 'payload', instance: parts.instance, org, id, day, kind };
}

function commit(body: Uint8Array): string {
  return hash('sha256', body);
}
