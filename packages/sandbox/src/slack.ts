import { createEmulator } from 'emulate';

/** A conversation of the seeded workspace. */
export const SLACK_SEEDED = { team: 'T000000001', channel: 'C000000001' } as const;

export interface SlackService {
  readonly url: string;
  /** what stands in the seeded conversation, newest first */
  messages(): Promise<readonly SlackMessage[]>;
  close(): Promise<void>;
}

export interface SlackMessage {
  readonly ts: string;
  readonly text: string;
  readonly blocks?: readonly Record<string, unknown>[];
}

/** Slack's Web API by the `emulate` package, with one workspace. It sends no interactions: tests sign those themselves. */
export async function startSlack(options: {
  readonly token: string;
  readonly port?: number;
}): Promise<SlackService> {
  const emulator = await createEmulator({ service: 'slack', port: options.port ?? 0, hostname: '127.0.0.1' });
  const url = emulator.url.replace('//localhost:', '//127.0.0.1:');
  return {
    url,
    async messages() {
      const answer = await fetch(`${url}/api/conversations.history`, {
        method: 'POST',
        headers: { authorization: `Bearer ${options.token}`, 'content-type': 'application/json' },
        body: JSON.stringify({ channel: SLACK_SEEDED.channel }),
      });
      const { messages } = (await answer.json()) as { messages: SlackMessage[] };
      return messages;
    },
    close: () => emulator.close(),
  };
}
