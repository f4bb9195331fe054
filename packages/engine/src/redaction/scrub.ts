import type { JsonValue } from '../json/value.ts';
import { type Replace, replacer } from './search.ts';

/** A secret that must not leave, and the public word that stands for it. */
export interface KnownSecret {
  /** letters, digits, spaces, `-` and `_`; shown where the secret was */
  readonly label: string;
  /** at least 8 bytes: shorter ones would blank out innocent text */
  readonly bytes: Uint8Array;
}

/** Removes known secrets, in whatever encoding, from what comes back from a service. */
export interface Scrubber {
  text(text: string): string;
  /** keys and strings of a value, and numbers whose digits are a secret */
  value(value: JsonValue): JsonValue;
  bytes(bytes: Uint8Array): Uint8Array;
  /** how often each label was found so far */
  readonly hits: ReadonlyMap<string, number>;
}

const SECRET_BYTES_MIN = 8;
const CHUNK = 8_192;

/**
 * Prepares the removal of these secrets.
 * @throws {RangeError} for a secret too short to be removed safely, or a label that is not plain text
 */
export function makeScrubber(secrets: readonly KnownSecret[]): Scrubber {
  return prepareScrubber(secrets)();
}

/**
 * The same, for secrets that will be removed again and again: listing every form of a secret is the dear part and is
 * done once. Each scrubber it gives counts its own hits. What is prepared holds the secrets: keep it as short as them.
 */
export function prepareScrubber(secrets: readonly KnownSecret[]): () => Scrubber {
  // A secret that contains another goes first, or its remainder would stay behind.
  const searches = secrets.toSorted((a, b) => b.bytes.length - a.bytes.length).map(searchesOf);
  return () => scrubberOf(searches);
}

function scrubberOf(searches: readonly Search[]): Scrubber {
  const hits = new Map<string, number>();

  const replace = (dirty: string, reading: 'text' | 'bytes'): string =>
    searches.reduce(
      (clean, search) =>
        search[reading](clean, () => {
          hits.set(search.label, (hits.get(search.label) ?? 0) + 1);
          return `[redacted ${search.label}]`;
        }),
      dirty,
    );

  const text = (dirty: string): string => replace(dirty, 'text');

  const value = (dirty: JsonValue): JsonValue => {
    if (typeof dirty === 'string') return text(dirty);
    if (typeof dirty === 'number') return numberOrMark(dirty, text(String(dirty)));
    if (dirty === null || typeof dirty === 'boolean') return dirty;
    if (Array.isArray(dirty)) return dirty.map(value);
    const clean = new Map<string, JsonValue>();
    for (const [key, member] of Object.entries(dirty)) clean.set(freeKey(clean, text(key)), value(member));
    return Object.fromEntries(clean);
  };

  const bytes = (dirty: Uint8Array): Uint8Array => {
    const before = latin1Decode(dirty);
    const after = replace(before, 'bytes');
    return after === before ? dirty : Uint8Array.from(after, (character) => character.charCodeAt(0));
  };

  return { text, value, bytes, hits };
}

interface Search {
  readonly label: string;
  readonly text: Replace;
  readonly bytes: Replace;
}

function searchesOf({ label, bytes }: KnownSecret): Search {
  if (!/^[A-Za-z0-9 _-]{1,40}$/.test(label))
    throw new RangeError('The label of a secret must be plain text.');
  if (bytes.length < SECRET_BYTES_MIN) {
    throw new RangeError(`A secret needs at least ${SECRET_BYTES_MIN} bytes to be recognised in a reply.`);
  }
  // Most replies are read one way only, and listing every form of a secret is the dear part: made when first needed.
  return {
    label,
    text: whenNeeded(() => replacer(bytes, 'text')),
    bytes: whenNeeded(() => replacer(bytes, 'bytes')),
  };
}

function whenNeeded(make: () => Replace): Replace {
  let made: Replace | null = null;
  return (dirty, onHit) => {
    made ??= make();
    return made(dirty, onHit);
  };
}

function numberOrMark(dirty: number, clean: string): JsonValue {
  return clean === String(dirty) ? dirty : clean;
}

/** Two keys may become the same mark; neither member may vanish for it. */
function freeKey(taken: ReadonlyMap<string, JsonValue>, key: string): string {
  let free = key;
  for (let copy = 2; taken.has(free); copy += 1) free = `${key} ${copy}`;
  return free;
}

function latin1Decode(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += CHUNK)
    text += String.fromCharCode(...bytes.subarray(at, at + CHUNK));
  return text;
}
