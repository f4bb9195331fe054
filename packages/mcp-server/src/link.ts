import {
  Client,
  type Implementation,
  type ProgressCallback,
  ProtocolError,
  type Result,
  type StandardSchemaV1,
  StreamableHTTPClientTransport,
} from '@modelcontextprotocol/client';
import { isSessionLost, LinkFailure, sentenceOf } from './failure.ts';
import type { Settings } from './settings.ts';

export type Era = 'legacy' | 'modern';

export interface Forward {
  readonly method: 'tools/list' | 'tools/call';
  readonly params: Record<string, unknown>;
  /** what the client calls itself */
  readonly client: Implementation;
  /** aborts when the client has cancelled or gone */
  readonly signal: AbortSignal;
  readonly onProgress: ProgressCallback;
}

export interface LinkSettings extends Pick<Settings, 'endpoint'> {
  readonly token: string;
}

/** The way to the gateway; opened at the first request, and again after it broke. */
export interface Link {
  /** @throws {LinkFailure} with what to do; {ProtocolError} as the gateway gave it */
  send(forward: Forward): Promise<Result>;
  close(): Promise<void>;
}

/** ms without a word from the gateway, which ticks every 10 s while it waits for a person */
const SILENCE_MS = 300_000;
const TOTAL_MS = 600_000;
const CONNECT_MS = 15_000;

/** Results pass as they are: what they may contain is for the gateway and the client to know. */
const ANYTHING: StandardSchemaV1<unknown, Result> = {
  '~standard': { version: 1, vendor: 'agentport', validate: (value) => ({ value: value as Result }) },
};

/**
 * The gateway is spoken to in the generation that the client speaks, under the client's own name: the gateway holds a
 * call as long as that client is known to wait, and sends only newer clients away to come back.
 */
export function createLink(settings: LinkSettings, era: Era): Link {
  let opening: Promise<Client> | null = null;

  const open = (info: Implementation): Promise<Client> => {
    opening ??= connect(settings, era, info, () => {
      opening = null;
    });
    return opening;
  };
  const opened = async (info: Implementation): Promise<Client> => {
    try {
      return await open(info);
    } catch (error) {
      opening = null;
      throw new LinkFailure(sentenceOf(error, settings.endpoint, 'connecting'), error);
    }
  };
  const forget = async (client: Client): Promise<void> => {
    opening = null;
    await client.close().catch(() => undefined); // it is broken already
  };

  const attempt = async (forward: Forward, again: boolean): Promise<Result> => {
    const client = await opened(forward.client);
    try {
      return await client.request({ method: forward.method, params: forward.params }, ANYTHING, {
        signal: forward.signal,
        onprogress: forward.onProgress,
        resetTimeoutOnProgress: true,
        timeout: SILENCE_MS,
        maxTotalTimeout: TOTAL_MS,
        allowInputRequired: true,
      });
    } catch (error) {
      // A JSON-RPC error is an answer: it belongs to the client, with its code.
      if (error instanceof ProtocolError || forward.signal.aborted) throw error;
      await forget(client);
      // A gateway that started anew does not know the session and refused before it read the call.
      if (again && isSessionLost(error)) return attempt(forward, false);
      throw new LinkFailure(sentenceOf(error, settings.endpoint, 'waiting'), error);
    }
  };

  return {
    send: (forward) => attempt(forward, true),
    async close() {
      const client = await opening?.catch(() => null);
      await client?.close();
    },
  };
}

async function connect(
  settings: LinkSettings,
  era: Era,
  info: Implementation,
  onClose: () => void,
): Promise<Client> {
  const client = new Client(info, {
    versionNegotiation: { mode: era === 'modern' ? 'auto' : 'legacy' },
    inputRequired: { autoFulfill: false },
  });
  const transport = new StreamableHTTPClientTransport(settings.endpoint, {
    requestInit: { headers: { Authorization: `Bearer ${settings.token}` } },
  });
  await client.connect(transport, { timeout: CONNECT_MS });
  client.onclose = onClose;
  return client;
}
