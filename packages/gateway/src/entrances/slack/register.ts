import type { FastifyInstance } from 'fastify';
import type { Notifications } from '../../notifications/index.ts';

/** Where a Slack app sends what people press: its "Request URL" for interactivity. */
export const SLACK_PATH = '/api/v1/slack/interactions';

/** bytes; Slack sends the whole message back with a click */
const BODY_BYTES_MAX = 256 * 1024;

/**
 * The one route that takes a form, and only as raw bytes: they are signed, and nobody reads them before that is checked.
 * No cookie and no token counts here. A GET, which programs that look at links send, does not exist (T3).
 */
export async function registerSlack(app: FastifyInstance, deps: Pick<Notifications, 'slack'>): Promise<void> {
  await app.register((scope, _, loaded) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser(
      'application/x-www-form-urlencoded',
      { parseAs: 'buffer', bodyLimit: BODY_BYTES_MAX },
      async (_: unknown, body: Buffer) => body,
    );
    scope.post(SLACK_PATH, { exposeHeadRoute: false }, async ({ body, headers }, reply) => {
      await deps.slack.take({
        body: Buffer.isBuffer(body) ? body : Buffer.alloc(0),
        timestamp: one(headers['x-slack-request-timestamp']),
        signature: one(headers['x-slack-signature']),
      });
      return reply.code(200).send();
    });
    loaded();
  });
}

function one(value: string | string[] | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
