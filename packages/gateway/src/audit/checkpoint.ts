import { createPublicKey, hash, type KeyObject, sign, verify } from 'node:crypto';

/** What a signature vouches for: the first `size` entries of this log have this root. */
export interface Checkpoint {
  /** which log: `agentport/audit/<instance id>` */
  readonly origin: string;
  readonly size: number;
  readonly root: Buffer;
}

export interface Signer {
  readonly origin: string;
  /** public half as text, `<name>+<key id>+<key>`: what others need to check a checkpoint */
  readonly verifier: string;
  sign(body: string): Buffer;
}

interface Verifier {
  readonly name: string;
  readonly keyId: Buffer;
  readonly key: KeyObject;
}

const ED25519 = 1; // signature type of the C2SP signed-note format
const SIGNATURE_BYTES = 64;
const SPKI_PREFIX = Buffer.from('302a300506032b6570032100', 'hex'); // RFC 8410 §4: what stands before the key itself
const NOTE =
  /^(?<origin>[^\s+]+)\n(?<size>0|[1-9]\d{0,15})\n(?<root>[A-Za-z0-9+/]{43}=)\n\n(?<lines>(?:— \S+ \S+\n)+)$/;
const VERIFIER = /^(?<name>[^\s+]+)\+(?<id>[0-9a-f]{8})\+(?<key>[A-Za-z0-9+/]+=*)$/;

/** A checkpoint as a signed note: C2SP tlog-checkpoint, no extension lines, one Ed25519 signature. */
export function signCheckpoint(signer: Signer, { size, root }: { size: number; root: Uint8Array }): string {
  const body = `${signer.origin}\n${size}\n${Buffer.from(root).toString('base64')}\n`;
  const { keyId } = parseVerifier(signer.verifier);
  const signature = Buffer.concat([keyId, signer.sign(body)]).toString('base64');
  return `${body}\n— ${signer.origin} ${signature}\n`;
}

/** Reads a note without believing it; null when it is not a checkpoint. */
export function parseCheckpoint(note: string): Checkpoint | null {
  const { origin, size, root } = NOTE.exec(note)?.groups ?? {};
  if (origin === undefined || root === undefined) return null;
  const bytes = decodeBase64(root);
  return bytes === null ? null : { origin, size: Number(size), root: bytes };
}

/** True when the note names the verifier's log and carries its signature; lines of other signers are passed over. */
export function isSigned(note: string, verifierText: string): boolean {
  const lines = NOTE.exec(note)?.groups?.lines;
  if (lines === undefined) return false;
  const { name, keyId, key } = parseVerifier(verifierText);
  const body = note.slice(0, note.indexOf('\n\n') + 1);
  if (!body.startsWith(`${name}\n`)) return false;
  return lines.split('\n').some((line) => {
    const [dash, signer, encoded = ''] = line.split(' ');
    const bytes = decodeBase64(encoded);
    if (dash !== '—' || signer !== name || bytes?.length !== 4 + SIGNATURE_BYTES) return false;
    return keyId.equals(bytes.subarray(0, 4)) && verify(null, Buffer.from(body), key, bytes.subarray(4));
  });
}

/** A signer for one log, from its private Ed25519 key. */
export function signerFor(origin: string, privateKey: KeyObject, publicKey: KeyObject): Signer {
  const raw = publicKey.export({ type: 'spki', format: 'der' }).subarray(SPKI_PREFIX.length);
  const tagged = Buffer.concat([Buffer.from([ED25519]), raw]);
  return {
    origin,
    verifier: `${origin}+${keyIdOf(origin, tagged).toString('hex')}+${tagged.toString('base64')}`,
    sign: (body) => sign(null, Buffer.from(body), privateKey),
  };
}

export function isVerifier(text: string): boolean {
  const match = VERIFIER.exec(text)?.groups;
  const bytes = decodeBase64(match?.key ?? '');
  return bytes?.length === 33 && bytes[0] === ED25519;
}

function parseVerifier(text: string): Verifier {
  const { name = '', id = '', key = '' } = VERIFIER.exec(text)?.groups ?? {};
  const tagged = decodeBase64(key);
  if (!isVerifier(text) || tagged === null || keyIdOf(name, tagged).toString('hex') !== id) {
    throw new TypeError('This is not a verifier key of the form <name>+<key id>+<key>.');
  }
  const der = Buffer.concat([SPKI_PREFIX, tagged.subarray(1)]);
  return {
    name,
    keyId: Buffer.from(id, 'hex'),
    key: createPublicKey({ key: der, format: 'der', type: 'spki' }),
  };
}

function keyIdOf(name: string, tagged: Uint8Array): Buffer {
  return hash('sha256', Buffer.concat([Buffer.from(`${name}\n`), tagged]), 'buffer').subarray(0, 4);
}

/** Strict: two spellings of the same bytes would let a note change without anybody noticing. */
function decodeBase64(text: string): Buffer | null {
  const bytes = Buffer.from(text, 'base64');
  return text !== '' && bytes.toString('base64') === text ? bytes : null;
}
