import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { createGzip } from 'node:zlib';
import type { Answer } from './idempotency.ts';

const CHUNK = Buffer.alloc(64 * 1024, ' ');

function* spaces(bytes: number): Generator<Buffer> {
  yield Buffer.from('{"pad":"');
  for (let left = bytes; left > 0; left -= CHUNK.length)
    yield CHUNK.subarray(0, Math.min(left, CHUNK.length));
  yield Buffer.from('"}');
}

/** More bytes than anyone should take. `declared` tells the length beforehand. */
export async function sendOversized(res: ServerResponse, bytes: number, declared: boolean): Promise<void> {
  const length = declared ? { 'Content-Length': String(bytes + 10) } : {};
  res.writeHead(200, { 'Content-Type': 'application/json', ...length });
  await delivered(pipeline(Readable.from(spaces(bytes)), res));
}

/** A small body that unpacks to `bytes`. */
export async function sendBomb(res: ServerResponse, bytes: number): Promise<void> {
  res.writeHead(200, { 'Content-Type': 'application/json', 'Content-Encoding': 'gzip' });
  await delivered(pipeline(Readable.from(spaces(bytes)), createGzip({ level: 9 }), res));
}

/** One byte every `ms` milliseconds. */
export async function sendDripping(res: ServerResponse, answer: Answer, ms: number): Promise<void> {
  res.writeHead(answer.status, answer.headers);
  for (const byte of Buffer.from(answer.body)) {
    if (res.destroyed) return;
    res.write(Buffer.of(byte));
    await wait(ms);
  }
  res.end();
}

/** Announces the whole body, sends half of it and cuts the connection. */
export function dropMidReply(res: ServerResponse, answer: Answer): void {
  const body = Buffer.from(answer.body);
  res.writeHead(answer.status, { ...answer.headers, 'Content-Length': String(body.length) });
  res.write(body.subarray(0, body.length >> 1), () => res.destroy());
}

/** A second answer rides behind the first, hoping to be taken for the reply to the next request. */
export function sendTwice(res: ServerResponse, answer: Answer): void {
  const planted = '{"id":"cus_Planted","object":"customer","name":"Second answer"}';
  const first = raw(200, answer.body);
  res.socket?.write(Buffer.concat([first, raw(200, planted)]));
}

function raw(status: number, body: string): Buffer {
  const length = Buffer.byteLength(body);
  return Buffer.from(
    `HTTP/1.1 ${status} OK\r\nContent-Type: application/json\r\nContent-Length: ${length}\r\nConnection: keep-alive\r\n\r\n${body}`,
  );
}

/** The other side is expected to hang up in the middle; that is not our fault. */
async function delivered(sending: Promise<void>): Promise<void> {
  try {
    await sending;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    if (!['ERR_STREAM_PREMATURE_CLOSE', 'ECONNRESET', 'EPIPE', 'ERR_STREAM_DESTROYED'].includes(code))
      throw error;
  }
}
