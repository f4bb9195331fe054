import { parseStrict } from '@agentport/engine';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Fault } from '../../kernel/fault.ts';

const UTF8_JSON = /^application\/json\s*(;\s*charset\s*=\s*"?utf-8"?\s*)?;?$/i;

/**
 * One parser, on raw bytes, before anything else sees a body (T105): forms, plain text and JSON in another encoding are
 * refused, so that no second reader can understand a body differently.
 */
export function acceptOnlyStrictJson(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(
    'application/json',
    { parseAs: 'buffer' },
    async (request: FastifyRequest, body: Buffer) => {
      if (!UTF8_JSON.test(request.headers['content-type']?.trim() ?? '')) throw notJson();
      const coding = request.headers['content-encoding'];
      if (coding !== undefined && coding.toLowerCase() !== 'identity') throw notJson();
      return body.length === 0 ? undefined : parseStrict(body);
    },
  );
}

export function notJson(): Fault {
  return new Fault(
    'unsupported_media_type',
    'Send the body as JSON in UTF-8, uncompressed, with "Content-Type: application/json".',
  );
}
