import { createReadStream } from 'node:fs';
import type { Kysely } from 'kysely';
import type { Schema } from '../storage/schema.ts';
import { isProblem, LogChecker, problem } from './checker.ts';
import { parseCheckpoint } from './checkpoint.ts';
import { entriesFrom } from './store.ts';
import type { Problem, Verification } from './verification.ts';
import type { Trust } from './witness.ts';

/** First line of an export, exactly. */
const HEADER = '{"format":"agentport-audit-export","v":1}';
const ENTRY_LINE = /^\{"index":(0|[1-9]\d{0,15}),"leaf_hash":"([0-9a-f]{64})","entry":(\{.*\})\}$/s;
const LINE_BYTES_MAX = 1024 * 1024;
const PAGE = 512;

/**
 * The log as JSON lines: a header, every entry up to the checkpoint with its bytes as they were hashed, and the
 * checkpoint. Who holds the file and the public key can verify it without the gateway.
 */
export async function* exportLog(db: Kysely<Schema>, note: string): AsyncGenerator<string> {
  const size = parseCheckpoint(note)?.size ?? 0;
  yield `${HEADER}\n`;
  for (let from = 0; from < size; from += PAGE) {
    for (const row of await entriesFrom(db, from, Math.min(PAGE, size - from))) {
      yield entryLine(row.leaf_index, row.leaf_hash, Buffer.from(row.entry).toString('latin1'));
    }
  }
  yield checkpointLine(note);
}

/** Verifies an exported file. Nothing is thrown for what the file holds. */
export async function verifyExport(path: string, trust: Trust): Promise<Verification> {
  const checker = new LogChecker(trust);
  try {
    return checker.result(checker.checkWitness() ?? (await checkLines(linesOf(path), checker)));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return checker.result(problem('unreadable', checker.size, `The export cannot be read: ${reason}`));
  }
}

async function checkLines(lines: AsyncIterable<Line>, checker: LogChecker): Promise<Problem | null> {
  let [headed, closed] = [false, false];
  for await (const { text, complete } of lines) {
    if (!complete) break;
    if (closed) return problem('modified', checker.size, 'There are lines after the checkpoint.');
    if (!headed) {
      if (text !== HEADER)
        return problem('unreadable', null, 'The first line is not the header of an export.');
      headed = true;
      continue;
    }
    closed = text.startsWith('{"checkpoint":');
    const found = closed ? checkNote(text, checker) : checkEntry(text, checker);
    if (found !== null) return found;
  }
  if (closed) return checker.finish();
  return problem(
    'missing',
    checker.size,
    `The export ends before entry ${checker.size} and without its checkpoint.`,
  );
}

function checkEntry(text: string, checker: LogChecker): Problem | null {
  const [, index, hash, entry] = ENTRY_LINE.exec(text) ?? [];
  if (index === undefined || hash === undefined || entry === undefined) {
    return problem(
      'modified',
      checker.size,
      `The line of entry ${checker.size} was modified: it has another form.`,
    );
  }
  const bytes = Buffer.from(entry, 'latin1');
  const taken = checker.take({ index: Number(index), entry: bytes, leafHash: Buffer.from(hash, 'hex') });
  return isProblem(taken) ? taken : null;
}

function checkNote(text: string, checker: LogChecker): Problem | null {
  const note = noteOf(text);
  if (note === null) {
    return problem('bad_signature', checker.size, 'The checkpoint at the end of the export was modified.');
  }
  const signed = parseCheckpoint(note);
  const missing = signed !== null && signed.size > checker.size;
  const found = checker.checkpoint(note);
  // Only a checkpoint whose signature holds may say that entries are missing.
  if (found?.code !== 'modified' || !missing) return found;
  return problem('missing', checker.size, `The entries from ${checker.size} on are missing from the export.`);
}

function noteOf(text: string): string | null {
  try {
    const { checkpoint } = JSON.parse(Buffer.from(text, 'latin1').toString('utf8')) as {
      checkpoint: unknown;
    };
    if (typeof checkpoint !== 'string') return null;
    return Buffer.from(checkpointLine(checkpoint)).toString('latin1') === `${text}\n` ? checkpoint : null;
  } catch {
    return null;
  }
}

function entryLine(index: number, hash: Uint8Array, entry: string): string {
  return `{"index":${index},"leaf_hash":"${Buffer.from(hash).toString('hex')}","entry":${entry}}\n`;
}

function checkpointLine(note: string): string {
  return `${JSON.stringify({ checkpoint: note })}\n`;
}

interface Line {
  /** one character per byte: a changed byte cannot hide in a decoder's replacement character */
  readonly text: string;
  /** false for what stands after the last line feed */
  readonly complete: boolean;
}

async function* linesOf(path: string): AsyncGenerator<Line> {
  let rest = '';
  for await (const chunk of createReadStream(path, { encoding: 'latin1' })) {
    const parts = (rest + chunk).split('\n');
    rest = parts.pop() ?? '';
    for (const text of parts) yield { text, complete: true };
    if (rest.length > LINE_BYTES_MAX) throw new RangeError(`a line is longer than ${LINE_BYTES_MAX} bytes`);
  }
  if (rest !== '') yield { text: rest, complete: false };
}
