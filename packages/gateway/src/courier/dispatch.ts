import type { Pair, Scrubber, Wire } from '@agentport/engine';
import type { McpProgress } from '../upstream/index.ts';
import type { Ending } from './sent.ts';

/** What one sending needs beside the action. */
export interface Dispatch {
  readonly signal: AbortSignal | null;
  readonly onProgress: ((progress: McpProgress) => void) | null;
  /** the operation only reads */
  readonly read: boolean;
  /** tells the log why there was no complete answer */
  note(cause: unknown): void;
  /** ms UTC */
  now(): number;
}

/** An action ready to leave. */
export interface Prepared {
  /** what would leave, read back from what the client will be given: compared with the permit */
  readonly leaving: Wire;
  /** @param slot the header with the credential, or null for a service that wants none */
  send(slot: Pair | null, scrubber: Scrubber, dispatch: Dispatch): Promise<Ending>;
}
