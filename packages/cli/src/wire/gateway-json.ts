import { Failure } from '../failure.ts';
import type { Surroundings } from '../surroundings.ts';
import { failureFrom } from './control-process.ts';
import { askGateway } from './gateway-process.ts';

/**
 * Runs a command of the gateway's process that answers with one line of JSON.
 * @throws {Failure} with the gateway's own code and sentence
 */
export async function askForJson<T>(around: Surroundings, args: readonly string[]): Promise<T> {
  const { code, stdout, stderr } = await askGateway(around, args);
  if (code !== 0) throw failureFrom(stderr);
  try {
    return JSON.parse(stdout) as T;
  } catch (cause) {
    throw new Failure('internal', 'The gateway ended before its answer was complete.', { cause });
  }
}
