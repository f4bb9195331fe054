import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';

const regex = z.string().transform((text) => new RegExp(text));

const call = z.strictObject({
  fault: z.string(),
  call: z.string().regex(/^[a-z-]+\.[a-z_]+$/),
  args: z.record(z.string(), z.unknown()).default({}),
  raw: z.string().optional(),
  pad_bytes: z.number().int().optional(),
  token: z.enum(['good', 'missing', 'malformed', 'unknown', 'expired', 'revoked', 'stopped']).default('good'),
  while: z.string().optional(),
  code: z.string(),
  says: regex,
  path: z.string().optional(),
  audit: z.array(z.string()),
  sent: z.literal('nothing').optional(),
  at: z.partialRecord(
    z.enum(['facade', 'mcp_2025', 'mcp_2026', 'agent_api', 'cli']),
    z.union([z.number().int(), z.literal('result'), z.literal('exit 1')]),
  ),
});

const start = z.strictObject({ fault: z.string(), while: z.string(), code: z.string(), says: regex });

const table = z.strictObject({ calls: z.array(call), starts: z.array(start) });

export type CallCase = z.infer<typeof call>;
export type StartCase = z.infer<typeof start>;
export type Entrance = keyof CallCase['at'];
export type TokenKind = CallCase['token'];

const FILE = new URL('../../cases/bad-input.yaml', import.meta.url);

/** @throws when a row of the table is not understood: a row that proves nothing would go unnoticed */
export function readBadInput(): z.infer<typeof table> {
  return table.parse(parse(readFileSync(FILE, 'utf8')));
}
