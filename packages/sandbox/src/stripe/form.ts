import { invalid } from './errors.ts';

export type FormValue = string | FormValue[] | FormFields;
export interface FormFields {
  [name: string]: FormValue;
}

const DEPTH_MAX = 8;
const PAIRS_MAX = 1000;

/**
 * Parses `application/x-www-form-urlencoded` with Stripe's brackets: `a[b]=1`, `a[0]=1`, `a[]=1`.
 * A name that comes twice is refused here (Stripe would take the last), so that a caller who is tricked
 * into sending two amounts is noticed.
 *
 * @throws StripeError 400
 */
export function parseForm(text: string): FormFields {
  const root: FormFields = Object.create(null);
  const pairs = text === '' ? [] : text.split('&');
  if (pairs.length > PAIRS_MAX) throw invalid('Too many parameters.');
  for (const pair of pairs) {
    const at = pair.indexOf('=');
    const name = decode(at < 0 ? pair : pair.slice(0, at));
    const value = at < 0 ? '' : decode(pair.slice(at + 1));
    place(root, steps(name), value, name);
  }
  return settle(root, '') as FormFields;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    throw invalid('Invalid percent-encoding in the parameters.');
  }
}

/** `a[b][]` -> ['a', 'b', '']. */
function steps(name: string): string[] {
  const match = /^([^[\]]+)((?:\[[^[\]]*\])*)$/.exec(name);
  if (!match?.[1]) throw invalid(`Invalid parameter name: ${name}`, 'parameter_unknown', name);
  const inner = [...(match[2] ?? '').matchAll(/\[([^[\]]*)\]/g)].map((part) => part[1] ?? '');
  if (inner.length > DEPTH_MAX) throw invalid(`Parameter is nested too deeply: ${name}`);
  return [match[1], ...inner];
}

function place(root: FormFields, path: string[], value: string, name: string): void {
  let node = root;
  for (const step of path.slice(0, -1)) {
    const next: FormValue = node[step] ?? Object.create(null);
    node[step] = next;
    if (typeof next === 'string' || Array.isArray(next)) throw twice(name);
    node = next;
  }
  const last = path.at(-1) ?? '';
  const key = last === '' ? String(Object.keys(node).length) : last;
  if (node[key] !== undefined) throw twice(name);
  node[key] = value;
}

function twice(name: string): Error {
  return invalid(`Received the parameter ${name} more than once.`, 'parameter_invalid', name);
}

/** Objects whose names are exactly 0..n-1 are lists. */
function settle(value: FormValue, name: string): FormValue {
  if (typeof value === 'string' || Array.isArray(value)) return value;
  const keys = Object.keys(value);
  for (const key of keys) value[key] = settle(value[key] as FormValue, key);
  const isList = name !== '' && keys.length > 0 && keys.every((key, index) => key === String(index));
  return isList ? keys.map((key) => value[key] as FormValue) : value;
}
