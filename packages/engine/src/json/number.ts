/** Why a number literal cannot be taken as a double without changing it, or null when it can. */
export type NumberFlaw = 'number_unsafe' | 'number_inexact' | 'negative_zero';

/**
 * A number is taken only if what a person is shown and what is sent are the same decimal value:
 * above 2^53-1 neighbouring integers merge, and extra digits or exponents vanish in a double.
 */
export function numberFlaw(literal: string, value: number): NumberFlaw | null {
  if (value === 0 && literal.charCodeAt(0) === 0x2d) return 'negative_zero';
  if (value > Number.MAX_SAFE_INTEGER || value < -Number.MAX_SAFE_INTEGER) return 'number_unsafe';
  const written = String(value);
  if (written === literal) return null;
  return sameDecimal(literal, written) ? null : 'number_inexact';
}

function sameDecimal(a: string, b: string): boolean {
  const left = decimal(a);
  const right = decimal(b);
  return left.digits === right.digits && left.exponent === right.exponent;
}

/** Digits without zeros at either end and the power of ten they are multiplied by; the sign is compared before. */
function decimal(literal: string): { digits: string; exponent: number } {
  const unsigned = literal.startsWith('-') ? literal.slice(1) : literal;
  const mark = unsigned.search(/[eE]/);
  const mantissa = mark < 0 ? unsigned : unsigned.slice(0, mark);
  let exponent = mark < 0 ? 0 : Number(unsigned.slice(mark + 1));
  const point = mantissa.indexOf('.');
  let digits = mantissa;
  if (point >= 0) {
    digits = mantissa.slice(0, point) + mantissa.slice(point + 1);
    exponent -= mantissa.length - point - 1;
  }
  let start = 0;
  while (start < digits.length && digits.charCodeAt(start) === 0x30) start += 1;
  let end = digits.length;
  while (end > start && digits.charCodeAt(end - 1) === 0x30) end -= 1;
  if (start === end) return { digits: '', exponent: 0 };
  return { digits: digits.slice(start, end), exponent: exponent + digits.length - end };
}
