import { invalid } from './errors.ts';
import type { FormFields, FormValue } from './form.ts';

type Kind = 'string' | 'integer' | 'boolean' | 'object' | 'list' | 'range';

/** Parameter name -> its kind; `!` marks a required one. */
export type ParamSpec = { readonly [name: string]: Kind | `${Kind}!` };

/** Checked parameters. Readers answer `undefined` for one that was not sent. */
export class Params {
  readonly #fields: FormFields;

  /** @throws StripeError 400 for an unknown, missing or ill-typed parameter. */
  constructor(fields: FormFields, spec: ParamSpec) {
    for (const name of Object.keys(fields)) {
      if (name !== 'expand' && !Object.hasOwn(spec, name)) {
        throw invalid(`Received unknown parameter: ${name}`, 'parameter_unknown', name);
      }
    }
    for (const [name, kind] of Object.entries(spec)) checkOne(name, kind, fields[name]);
    this.#fields = fields;
  }

  text(name: string): string | undefined {
    const value = this.#fields[name];
    return typeof value === 'string' && value !== '' ? value : undefined;
  }

  integer(name: string): number | undefined {
    const value = this.text(name);
    return value === undefined ? undefined : Number(value);
  }

  flag(name: string): boolean | undefined {
    const value = this.text(name);
    return value === undefined ? undefined : value === 'true';
  }

  texts(name: string): string[] {
    const value = this.#fields[name];
    return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
  }

  record(name: string): { [key: string]: FormValue } | undefined {
    const value = this.#fields[name];
    return typeof value === 'object' && !Array.isArray(value) ? value : undefined;
  }

  /** Names that were sent, for updates. */
  names(): string[] {
    return Object.keys(this.#fields);
  }
}

function checkOne(name: string, kind: string, value: FormValue | undefined): void {
  const required = kind.endsWith('!');
  if (value === undefined || value === '') {
    if (required) throw invalid(`Missing required param: ${name}.`, 'parameter_missing', name);
    return;
  }
  const bare = required ? kind.slice(0, -1) : kind;
  const complaint = problem(bare as Kind, value);
  if (complaint) throw invalid(`Invalid ${complaint}: ${name}`, `parameter_invalid_${bare}`, name);
}

function problem(kind: Kind, value: FormValue): string | null {
  switch (kind) {
    case 'string':
      return typeof value === 'string' ? null : 'string';
    case 'integer':
      return typeof value === 'string' && /^-?\d{1,15}$/.test(value) ? null : 'integer';
    case 'boolean':
      return value === 'true' || value === 'false' ? null : 'boolean';
    case 'list':
      return Array.isArray(value) ? null : 'array';
    case 'object':
      return typeof value === 'object' && !Array.isArray(value) ? null : 'object';
    case 'range':
      return typeof value === 'string' ? rangeProblem(value) : null;
  }
}

/** A time filter is either one instant or an object with gt, gte, lt, lte. */
function rangeProblem(value: string): string | null {
  return /^\d+$/.test(value) ? null : 'timestamp';
}
