import { createHash } from 'node:crypto';
import { invalid, missing } from './errors.ts';

export type Json = null | boolean | number | string | Json[] | { [name: string]: Json };

export interface StripeObject {
  id: string;
  object: string;
  created: number;
  [name: string]: Json;
}

/** Table name -> id prefix, and how many characters follow it at the real service. */
const TABLES = {
  customer: ['cus', 14],
  charge: ['ch', 24],
  payment_intent: ['pi', 24],
  refund: ['re', 24],
  invoice: ['in', 24],
  invoiceitem: ['ii', 24],
  subscription: ['sub', 24],
  product: ['prod', 14],
  price: ['price', 24],
  balance_transaction: ['txn', 24],
  dispute: ['dp', 24],
  payout: ['po', 24],
} as const;

export type Table = keyof typeof TABLES;

/** Everything the service remembers. Ids come from a counter, so that two runs yield the same ones. */
export class Store {
  readonly #tables = new Map<string, Map<string, StripeObject>>();
  readonly #counters = new Map<string, number>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Unix seconds, as Stripe writes times. */
  seconds(): number {
    return Math.floor(this.#now() / 1000);
  }

  nextId(table: Table): string {
    const [prefix, length] = TABLES[table];
    return `${prefix}_${characters(`${prefix}:${this.#count(prefix)}`, length)}`;
  }

  requestId(): string {
    return `req_${characters(`req:${this.#count('req')}`, 14)}`;
  }

  put<T extends StripeObject>(table: Table, row: T): T {
    this.#rows(table).set(row.id, row);
    return row;
  }

  /** `param` names the request parameter that carried the id, for the error. */
  get(table: Table, id: string, param = 'id'): StripeObject {
    const row = this.#rows(table).get(id);
    if (row) return row;
    const status = missing(table, id, param);
    // An id in the path is a 404; an id inside the parameters is a bad request (both `resource_missing`).
    throw param === 'id' ? status : invalid(status.message, 'resource_missing', param);
  }

  remove(table: Table, id: string): void {
    this.#rows(table).delete(id);
  }

  find(id: string): StripeObject | undefined {
    for (const rows of this.#tables.values()) {
      const row = rows.get(id);
      if (row) return row;
    }
    return undefined;
  }

  /** Newest first, like every Stripe list. */
  all(table: Table): StripeObject[] {
    const rows = [...this.#rows(table).values()].reverse();
    return rows.sort((a, b) => b.created - a.created);
  }

  #rows(table: Table): Map<string, StripeObject> {
    const known = this.#tables.get(table);
    if (known) return known;
    const fresh = new Map<string, StripeObject>();
    this.#tables.set(table, fresh);
    return fresh;
  }

  #count(name: string): number {
    const next = (this.#counters.get(name) ?? 0) + 1;
    this.#counters.set(name, next);
    return next;
  }
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

function characters(seed: string, length: number): string {
  const digest = createHash('sha256').update(`sandbox ${seed}`).digest();
  return [...digest.subarray(0, length)].map((byte) => ALPHABET[byte % ALPHABET.length]).join('');
}
