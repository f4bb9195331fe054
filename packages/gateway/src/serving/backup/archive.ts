import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { Fault } from '../../kernel/fault.ts';

/** A plain tar file (POSIX ustar), so that a person can look into a backup with what every machine has. */

const BLOCK = 512;
const CHUNK = 1024 * 1024;
/** What still fits the eleven octal digits of a header; larger sizes stand in binary, as GNU tar writes them. */
const OCTAL_MAX = 8n ** 11n;
const NAME = /^[A-Za-z0-9][A-Za-z0-9._/-]{0,98}$/;
/** A backup has a handful of parts. */
const PARTS_MAX = 64;

export interface Part {
  readonly name: string;
  /** where its bytes begin */
  readonly offset: number;
  readonly bytes: number;
}

/** Writes one part after the other; `end` completes the file. */
export class ArchiveWriter {
  readonly #handle: FileHandle;
  readonly #modifiedS: number;

  constructor(handle: FileHandle, now: number) {
    this.#handle = handle;
    this.#modifiedS = Math.floor(now / 1000);
  }

  /** @returns hex SHA-256 of the part */
  async addFile(name: string, path: string): Promise<string> {
    const source = await open(path, 'r');
    try {
      const { size } = await source.stat();
      await this.#handle.write(header(name, size, this.#modifiedS));
      const digest = createHash('sha256');
      let written = 0;
      for await (const chunk of chunksOf(source, { offset: 0, bytes: size })) {
        digest.update(chunk);
        await this.#handle.write(chunk);
        written += chunk.length;
      }
      if (written !== size)
        throw new Fault('storage_unavailable', `${path} changed while it was read. Try again.`);
      await this.#pad(size);
      return digest.digest('hex');
    } finally {
      await source.close();
    }
  }

  async addBytes(name: string, bytes: Uint8Array): Promise<string> {
    await this.#handle.write(header(name, bytes.length, this.#modifiedS));
    await this.#handle.write(bytes);
    await this.#pad(bytes.length);
    return createHash('sha256').update(bytes).digest('hex');
  }

  /** Two empty blocks end a tar file; then it is made durable. */
  async end(): Promise<void> {
    await this.#handle.write(Buffer.alloc(2 * BLOCK));
    await this.#handle.sync();
  }

  async #pad(bytes: number): Promise<void> {
    const rest = bytes % BLOCK;
    if (rest !== 0) await this.#handle.write(Buffer.alloc(BLOCK - rest));
  }
}

/**
 * The parts of an archive, in order. Strict: anything but plain files with plain names is refused, so that a prepared
 * archive can neither name a path outside nor hide a second part behind the same name.
 * @throws {Fault} backup_unreadable
 */
export async function readParts(handle: FileHandle): Promise<Part[]> {
  const { size } = await handle.stat();
  const parts: Part[] = [];
  let at = 0;
  while (parts.length <= PARTS_MAX) {
    const block = await blockAt(handle, at);
    if (block.every((byte) => byte === 0)) return parts;
    const part = parseHeader(block, at + BLOCK);
    const next = part.offset + Math.ceil(part.bytes / BLOCK) * BLOCK;
    if (next > size) throw unreadable('it ends in the middle of a part');
    if (parts.some(({ name }) => name === part.name)) throw unreadable('it holds a part twice');
    parts.push(part);
    at = next;
  }
  throw unreadable('it holds too many parts');
}

/** The bytes of one part, in pieces. */
export async function* chunksOf(
  handle: FileHandle,
  { offset, bytes }: Pick<Part, 'offset' | 'bytes'>,
): AsyncGenerator<Buffer> {
  for (let done = 0; done < bytes; ) {
    const buffer = Buffer.alloc(Math.min(CHUNK, bytes - done));
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, offset + done);
    if (bytesRead === 0) return;
    done += bytesRead;
    yield buffer.subarray(0, bytesRead);
  }
}

export function unreadable(why: string): Fault {
  return new Fault(
    'backup_unreadable',
    `This is not a whole backup of AgentPort: ${why}. Take another copy of it.`,
  );
}

async function blockAt(handle: FileHandle, position: number): Promise<Buffer> {
  const block = Buffer.alloc(BLOCK);
  const { bytesRead } = await handle.read(block, 0, BLOCK, position);
  if (bytesRead !== BLOCK) throw unreadable('its end is missing');
  return block;
}

function header(name: string, bytes: number, modifiedS: number): Buffer {
  if (!NAME.test(name)) throw new TypeError(`not a name of a part: ${name}`);
  const block = Buffer.alloc(BLOCK);
  block.write(name, 0, 'ascii');
  block.write('0000600\0', 100, 'ascii');
  block.write('0000000\0', 108, 'ascii');
  block.write('0000000\0', 116, 'ascii');
  writeSize(block, BigInt(bytes));
  block.write(`${modifiedS.toString(8).padStart(11, '0')}\0`, 136, 'ascii');
  block.write('0', 156, 'ascii'); // a plain file
  block.write('ustar\u000000', 257, 'ascii');
  block.write(`${checksum(block).toString(8).padStart(6, '0')}\0 `, 148, 'ascii');
  return block;
}

function writeSize(block: Buffer, bytes: bigint): void {
  if (bytes < OCTAL_MAX) {
    block.write(`${bytes.toString(8).padStart(11, '0')}\0`, 124, 'ascii');
    return;
  }
  block[124] = 0x80;
  block.writeBigUInt64BE(bytes, 128);
}

function parseHeader(block: Buffer, offset: number): Part {
  if (block.toString('ascii', 257, 262) !== 'ustar') throw unreadable('it is not a tar file');
  if (octal(block, 148, 8) !== checksum(block)) throw unreadable('a header in it is damaged');
  if (block[156] !== 0x30) throw unreadable('it holds something else than plain files');
  const name = textOf(block, 0, 100);
  if (!NAME.test(name) || name.split('/').some((step) => step === '' || step.startsWith('.'))) {
    throw unreadable('it names a part that no backup has');
  }
  const bytes = block[124] === 0x80 ? Number(block.readBigUInt64BE(128)) : octal(block, 124, 12);
  if (!Number.isSafeInteger(bytes) || bytes < 0) throw unreadable('the size of a part is not a number');
  return { name, offset, bytes };
}

/** The sum over the header as if its own field were blank. */
function checksum(block: Buffer): number {
  let sum = 8 * 0x20;
  for (const [at, byte] of block.entries()) if (at < 148 || at >= 156) sum += byte;
  return sum;
}

function octal(block: Buffer, at: number, length: number): number {
  const text = textOf(block, at, length).trim();
  return /^[0-7]{1,11}$/.test(text) ? Number.parseInt(text, 8) : Number.NaN;
}

function textOf(block: Buffer, at: number, length: number): string {
  const end = block.indexOf(0, at);
  return block.toString('latin1', at, end === -1 || end > at + length ? at + length : end);
}
