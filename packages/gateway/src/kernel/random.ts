import { randomBytes } from 'node:crypto';

/** Randomness as a port, so that a run can be repeated in a test. */
export interface Random {
  bytes(count: number): Buffer;
}

export const systemRandom: Random = { bytes: (count) => randomBytes(count) };
