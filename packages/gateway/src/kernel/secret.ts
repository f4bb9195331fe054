import { inspect } from 'node:util';

/**
 * Bytes that must never be printed. Logging, JSON and template strings show `[secret]`; only vault and courier
 * call `reveal()` (the architecture test holds everyone else to that).
 */
export class Secret {
  readonly #bytes: Buffer;

  constructor(bytes: Uint8Array | string) {
    this.#bytes = typeof bytes === 'string' ? Buffer.from(bytes, 'utf8') : Buffer.from(bytes);
  }

  /** The bytes themselves, not a copy: overwritten by `wipe()`. */
  reveal(): Buffer {
    return this.#bytes;
  }

  /** Overwrites the bytes. JavaScript may hold other copies; this shortens a life, it proves nothing. */
  wipe(): void {
    this.#bytes.fill(0);
  }

  toString(): string {
    return '[secret]';
  }

  toJSON(): string {
    return '[secret]';
  }

  [inspect.custom](): string {
    return '[secret]';
  }
}
