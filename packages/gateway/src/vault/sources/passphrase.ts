import { createCipheriv, createDecipheriv, type ScryptOptions, scrypt } from 'node:crypto';
import { Fault } from '../../kernel/fault.ts';
import type { Random } from '../../kernel/random.ts';
import { Secret } from '../../kernel/secret.ts';

/*
 * A root key sealed by a passphrase, one line:
 *
 *   agentport-root-scrypt-v1:<log2 N>:<r>:<p>:<salt, 16 bytes>:<nonce 12, key 32, tag 16>      (base64url)
 *
 * scrypt (RFC 7914) stretches the passphrase into an AES-256-GCM key; everything before the last colon is
 * authenticated with it, so that nobody makes the stretching cheaper. N=2^17, r=8, p=1 is 128 MiB and a good part of
 * a second for each guess (OWASP Password Storage). node:crypto has Argon2id only from 24.7 on, and there as a release
 * candidate; scrypt is in every Node 24.
 */
const PREFIX = 'agentport-root-scrypt-v1';
const COST = { log2N: 17, r: 8, p: 1 } as const;
/** Also what a line may ask for: a file must not make the start take minutes or all memory. */
const LOG2N_MAX = 20;
const LINE = /^agentport-root-scrypt-v1:(\d{2}):(\d):(\d):([\w-]{22}):([\w-]{80})$/;
const NONCE_BYTES = 12;
const KEY_BYTES = 32;
/** Said to node:crypto, which takes shorter ones, easier to guess, from whoever does not. */
const TAG = { authTagLength: 16 };

export const PASSPHRASE_CHARACTERS_MIN = 12;

export function isSealedLine(line: string): boolean {
  return LINE.test(line);
}

/** @throws {Fault} `invalid_request` when the passphrase is too short to be one */
export async function sealRootKey(random: Random, key: Secret, passphrase: Secret): Promise<string> {
  if (passphrase.reveal().toString('utf8').length < PASSPHRASE_CHARACTERS_MIN) {
    throw new Fault(
      'invalid_request',
      `The passphrase is shorter than ${PASSPHRASE_CHARACTERS_MIN} characters. Take several words.`,
    );
  }
  const salt = random.bytes(16);
  const head = `${PREFIX}:${COST.log2N}:${COST.r}:${COST.p}:${Buffer.from(salt).toString('base64url')}`;
  const stretched = await stretch(passphrase, salt, COST);
  const nonce = random.bytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', stretched, nonce, TAG);
  cipher.setAAD(Buffer.from(head));
  const body = Buffer.concat([nonce, cipher.update(key.reveal()), cipher.final(), cipher.getAuthTag()]);
  stretched.fill(0);
  return `${head}:${body.toString('base64url')}`;
}

/** @returns null for the wrong passphrase, or a line that was changed */
export async function openRootKey(line: string, passphrase: Secret): Promise<Secret | null> {
  const [, log2N, r, p, salt = '', encoded = ''] = LINE.exec(line) ?? [];
  const cost = { log2N: Number(log2N), r: Number(r), p: Number(p) };
  if (encoded === '' || !(cost.log2N >= 1 && cost.log2N <= LOG2N_MAX && cost.r >= 1 && cost.p >= 1))
    return null;
  const body = Buffer.from(encoded, 'base64url');
  const stretched = await stretch(passphrase, Buffer.from(salt, 'base64url'), cost);
  const decipher = createDecipheriv('aes-256-gcm', stretched, body.subarray(0, NONCE_BYTES), TAG);
  decipher.setAAD(Buffer.from(line.slice(0, line.lastIndexOf(':'))));
  decipher.setAuthTag(body.subarray(NONCE_BYTES + KEY_BYTES));
  try {
    const key = decipher.update(body.subarray(NONCE_BYTES, NONCE_BYTES + KEY_BYTES));
    decipher.final();
    const secret = new Secret(key);
    key.fill(0);
    return secret;
  } catch {
    return null;
  } finally {
    stretched.fill(0);
  }
}

interface Cost {
  readonly log2N: number;
  readonly r: number;
  readonly p: number;
}

/** One spelling of what a person types (NFKC), so that another keyboard gives the same key. */
function stretch(passphrase: Secret, salt: Uint8Array, { log2N, r, p }: Cost): Promise<Buffer> {
  const typed = Buffer.from(passphrase.reveal().toString('utf8').normalize('NFKC'), 'utf8');
  const options: ScryptOptions = { N: 2 ** log2N, r, p, maxmem: 256 * r * 2 ** log2N };
  return new Promise((resolve, reject) => {
    scrypt(typed, salt, KEY_BYTES, options, (error, key) => {
      typed.fill(0);
      if (error) reject(error);
      else resolve(key);
    });
  });
}
