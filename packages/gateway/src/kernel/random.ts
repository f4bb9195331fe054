import { randomBytes, randomFillSync } from 'node:crypto';

/** Randomness as a port, so that a run can be repeated in a test. */
export interface Random {
  bytes(count: number): Buffer;
}

/** Asking the operating system costs more than the bytes: small requests are cut from one larger answer. */
const STOCK_BYTES = 4_096;
const SMALL_BYTES_MAX = 64;

const stock = Buffer.alloc(STOCK_BYTES);
let used = STOCK_BYTES;

export const systemRandom: Random = {
  bytes(count) {
    if (count > SMALL_BYTES_MAX) return randomBytes(count);
    if (used + count > STOCK_BYTES) {
      randomFillSync(stock);
      used = 0;
    }
    const cut = stock.subarray(used, used + count);
    used += count;
    const bytes = Buffer.from(cut);
    cut.fill(0); // what was handed out lies nowhere else
    return bytes;
  },
};
