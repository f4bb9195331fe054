import { type CustomTypesConfig, types } from 'pg';

const BYTEA = types.builtins.BYTEA;
const INT8 = types.builtins.INT8;
const NUMERIC = types.builtins.NUMERIC;

const bytes = types.getTypeParser(BYTEA) as (text: string) => Buffer;

const PARSERS: Readonly<Record<number, (text: string) => unknown>> = {
  [INT8]: exactInteger,
  [NUMERIC]: exactInteger, // a sum of bigint
  [BYTEA]: (text) => plainBytes(bytes(text)),
};

/** Rows as the stores know them from SQLite: numbers for integers, plain byte arrays, text for everything else. */
export const PLAIN_TYPES: CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text') =>
    PARSERS[oid] ?? types.getTypeParser(oid, format)) as CustomTypesConfig['getTypeParser'],
};

/** @throws {RangeError} rather than give a number that is not the stored one */
function exactInteger(text: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value)) return value;
  throw new RangeError('The database holds a number too large to be read exactly.');
}

function plainBytes(buffer: Buffer): Uint8Array {
  return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength);
}
