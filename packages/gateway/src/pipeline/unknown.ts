import type { Refused } from '@agentport/engine';
import { didYouMean } from '../catalog/index.ts';

/** Names come from outside and have no bound of their own. */
const SHOWN = 60;

const LIST = 'List what there is: GET /v1/operations, or tools/list in MCP.';

/** @param names the connections this agent may use: a guess must not tell of others */
export function unknownConnection(name: string, names: readonly string[]): Refused {
  return suggest('unknown_connection', `There is no connection "${name.slice(0, SHOWN)}".`, name, names);
}

/** @param names the operations of it that this agent may get */
export function unknownOperation(connection: string, name: string, names: readonly string[]): Refused {
  const message = `${connection} has no operation "${name.slice(0, SHOWN)}".`;
  return suggest('unknown_operation', message, name, names);
}

function suggest(code: string, message: string, name: string, names: readonly string[]): Refused {
  const guess = didYouMean(name, names);
  const problem =
    guess === null
      ? { code, message: `${message} ${LIST}` }
      : { code, message: `${message} Did you mean "${guess}"?`, details: { did_you_mean: guess } };
  return { kind: 'refused', callId: null, problem };
}
