import { isConnectionName } from '@agentport/contract';

/** A key that is to be moved from a file into the vault. */
export interface Move {
  /** where it stands: a variable, or a server of a client's file */
  readonly place: string;
  readonly what: string;
  readonly integration: string;
  readonly key: string;
  /** of an MCP server: its URL */
  readonly baseUrl: string | null;
}

/** What will not be moved, and why. */
export interface Left {
  readonly place: string;
  readonly why: string;
}

/** How the file goes on once the keys are in the vault. */
export interface Gateway {
  readonly url: string;
  readonly token: string;
}

export interface Plan {
  readonly moves: readonly Move[];
  readonly left: readonly Left[];
  /**
   * The file without the keys that were moved, pointing to the gateway.
   * @param names of the connections, as the moves stand
   * @throws {Failure} when it cannot be changed without changing something else in it
   */
  rewrite(names: readonly string[], gateway: Gateway): string;
}

const NAME_CHARS_MAX = 16;

/** A name for a connection that is not taken yet, near to what it was called. */
export function freeName(wanted: string, taken: ReadonlySet<string>): string {
  const cleaned = wanted
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+|-+$/g, '');
  const base = cleaned.length < 2 ? 'service' : cleaned.slice(0, NAME_CHARS_MAX);
  for (let turn = 1; turn < 1000; turn++) {
    const ending = turn === 1 ? '' : `-${turn}`;
    const name = `${base.slice(0, NAME_CHARS_MAX - ending.length)}${ending}`;
    if (isConnectionName(name) && !taken.has(name)) return name;
  }
  throw new RangeError('no name is free');
}
