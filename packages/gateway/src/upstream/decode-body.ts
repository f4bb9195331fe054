import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate } from 'node:zlib';

export interface BodyLimits {
  readonly bytesMax: number;
  /** largest decompressed : compressed ratio; small answers may exceed it, up to RATIO_FREE_BYTES */
  readonly ratioMax: number;
}

/** Short, regular JSON compresses far; a bomb only matters once it is large. */
export const RATIO_FREE_BYTES = 1024 * 1024;

export type DecodedBody =
  | { readonly ok: true; readonly bytes: Buffer }
  | { readonly ok: false; readonly code: 'too_large' | 'bad_encoding' };

const DECODERS = {
  gzip: promisify<Buffer, { maxOutputLength: number }, Buffer>(gunzip),
  br: promisify<Buffer, { maxOutputLength: number }, Buffer>(brotliDecompress),
  deflate: promisify<Buffer, { maxOutputLength: number }, Buffer>(inflate),
};

/**
 * Undoes Content-Encoding (RFC 9110 §8.4.1) within limits: output stops growing at the limit, so that a bomb costs
 * no more memory than an honest answer. Stacked or unknown codings (zstd too) are refused, not passed on.
 */
export async function decodeBody(
  raw: Buffer,
  coding: string | null,
  limits: BodyLimits,
): Promise<DecodedBody> {
  const name = (coding ?? 'identity').trim().toLowerCase();
  if (name === 'identity' || name === '') return { ok: true, bytes: raw };
  if (raw.length === 0) return { ok: true, bytes: raw };
  if (!isKnown(name)) return { ok: false, code: 'bad_encoding' };
  const byRatio = Math.max(RATIO_FREE_BYTES, raw.length * limits.ratioMax);
  try {
    const bytes = await DECODERS[name === 'x-gzip' ? 'gzip' : name](raw, {
      maxOutputLength: Math.min(limits.bytesMax, byRatio),
    });
    return { ok: true, bytes };
  } catch (error) {
    const tooLarge = (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';
    return { ok: false, code: tooLarge ? 'too_large' : 'bad_encoding' };
  }
}

function isKnown(name: string): name is keyof typeof DECODERS | 'x-gzip' {
  return name === 'x-gzip' || Object.hasOwn(DECODERS, name);
}
