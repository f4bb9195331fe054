import type { Store, StripeObject } from './store.ts';

type Movement = 'charge' | 'refund' | 'payout';

/** Writes the balance transaction that goes with a charge, refund or payout. */
export function recordMovement(store: Store, type: Movement, source: StripeObject): StripeObject {
  const amount = type === 'charge' ? (source.amount as number) : -(source.amount as number);
  const fee = type === 'charge' ? Math.round(amount * 0.015) + 25 : 0;
  return store.put('balance_transaction', {
    id: store.nextId('balance_transaction'),
    object: 'balance_transaction',
    amount,
    available_on: source.created + 7 * 86_400,
    created: source.created,
    currency: source.currency ?? 'eur',
    description: source.description ?? null,
    exchange_rate: null,
    fee,
    fee_details:
      fee === 0
        ? []
        : [
            {
              amount: fee,
              application: null,
              currency: 'eur',
              description: 'Processing fee',
              type: 'stripe_fee',
            },
          ],
    net: amount - fee,
    reporting_category: type,
    source: source.id,
    status: 'available',
    type,
  });
}

/** What is left per currency, smallest currency code first. */
export function balances(
  store: Store,
): { amount: number; currency: string; source_types: { card: number } }[] {
  const sums = new Map<string, number>();
  for (const row of store.all('balance_transaction')) {
    const currency = row.currency as string;
    sums.set(currency, (sums.get(currency) ?? 0) + (row.net as number));
  }
  return [...sums]
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([currency, amount]) => ({ amount, currency, source_types: { card: amount } }));
}
