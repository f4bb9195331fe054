import { invalid } from './errors.ts';
import type { Params } from './params.ts';

const CURRENCIES = ['eur', 'usd', 'gbp', 'sek', 'chf', 'jpy', 'pln', 'dkk', 'nok', 'cad', 'aud'];

/** @throws StripeError 400 when the currency is not one of the few we know. */
export function currencyOf(params: Params, fallback?: string): string {
  const currency = (params.text('currency') ?? fallback ?? '').toLowerCase();
  if (CURRENCIES.includes(currency)) return currency;
  throw invalid(`Invalid currency: ${currency}.`, 'invalid_currency', 'currency');
}

/** An amount in minor units, at least 1. */
export function amountOf(params: Params, fallback?: number): number {
  const amount = params.integer('amount') ?? fallback ?? 0;
  if (amount >= 1) return amount;
  throw invalid('Invalid positive integer', 'parameter_invalid_integer', 'amount');
}

/** `€129.00`, as Stripe writes amounts into its error sentences. */
export function spoken(amount: number, currency: string): string {
  const digits = currency === 'jpy' ? 0 : 2;
  const format = new Intl.NumberFormat('en-US', {
    style: 'currency',
    currency: currency.toUpperCase(),
    minimumFractionDigits: digits,
  });
  return format.format(amount / 10 ** digits);
}
