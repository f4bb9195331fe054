/**
 * Digits after the point, by ISO 4217 currency, where ISO and the payment services agree. Where they do not
 * (ISK, UGX, MGA) or the currency is unknown, no meaning is given: a factor of 100 must never be guessed.
 */
const MINOR_DIGITS: ReadonlyMap<string, number> = new Map([
  ...'BIF CLP DJF GNF JPY KMF KRW PYG RWF VND VUV XAF XOF XPF'.split(' ').map((code) => [code, 0] as const),
  ...(
    'AED ARS AUD BGN BRL CAD CHF CNY COP CZK DKK EGP EUR GBP HKD HUF IDR ILS INR KES MAD MXN MYR NGN NOK ' +
    'NZD PEN PHP PKR PLN QAR RON RSD SAR SEK SGD THB TRY TWD UAH USD UYU ZAR'
  )
    .split(' ')
    .map((code) => [code, 2] as const),
  ...'BHD JOD KWD OMR TND'.split(' ').map((code) => [code, 3] as const),
]);

const SYMBOLS: Readonly<Record<string, string>> = { EUR: '€', GBP: '£', USD: '$' };

/** An integer amount in minor units as people write it (`€1,240.00`, `JPY 1,240`), or null when not certain. */
export function money(amount: unknown, currency: unknown): string | null {
  if (typeof amount !== 'number' || !Number.isSafeInteger(amount) || typeof currency !== 'string')
    return null;
  const code = currency.toUpperCase();
  const digits = MINOR_DIGITS.get(code);
  if (digits === undefined) return null;
  const padded = String(Math.abs(amount)).padStart(digits + 1, '0');
  const whole = padded.slice(0, padded.length - digits).replace(/\B(?=(?:\d{3})+$)/g, ',');
  const fraction = digits === 0 ? '' : `.${padded.slice(-digits)}`;
  const symbol = Object.hasOwn(SYMBOLS, code) ? SYMBOLS[code] : `${code} `;
  return `${amount < 0 ? '-' : ''}${symbol}${whole}${fraction}`;
}
