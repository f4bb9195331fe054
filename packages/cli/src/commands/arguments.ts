import { InvalidArgumentError } from 'commander';

/** Reads an option that is a whole number of a range. */
export function wholeNumber(min: number, max: number): (text: string) => number {
  return (text) => {
    const number = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
    if (number >= min && number <= max) return number;
    throw new InvalidArgumentError(`It must be a whole number from ${min} to ${max}.`);
  };
}

export interface OperationName {
  readonly connection: string;
  readonly operation: string;
}

/** Reads `CONNECTION.OPERATION`. */
export function operationName(text: string): OperationName {
  const [connection, operation, ...more] = text.split('.');
  if (connection && operation && more.length === 0) return { connection, operation };
  throw new InvalidArgumentError('It must be CONNECTION.OPERATION, such as stripe.list_customers.');
}

/** Reads `NAME,NAME`. */
export function nameList(text: string): string[] {
  const names = text.split(',').map((name) => name.trim());
  if (names.every((name) => /^[a-z][a-z0-9-]{1,15}$/.test(name))) return names;
  throw new InvalidArgumentError('It must be names of connections, separated by commas.');
}
