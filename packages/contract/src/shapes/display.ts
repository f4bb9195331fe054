import { z } from 'zod';
import { risk } from './call.ts';
import { time } from './time.ts';

/** What a person is shown of a request. */

/** One run of characters as a person may see it; nothing invisible reaches the page. */
export const segment = z.discriminatedUnion('t', [
  z.object({
    t: z.literal('text'),
    v: z.string(),
    /** in a title: what the agent sent, so that it cannot pass for our own words */
    argument: z.literal(true).optional(),
  }),
  z.object({
    t: z.literal('escape'),
    code: z.string(),
    name: z.string().optional(),
    /** how often it stands here in a row; once when absent */
    count: z.number().optional(),
  }),
  z.object({ t: z.literal('secret'), length: z.number(), fingerprint: z.string() }),
]);
export type Segment = z.infer<typeof segment>;

/** What is remarkable about one argument. */
export const rowFlag = z.enum([
  'hidden_character',
  'mixed_script',
  'padding',
  'secret',
  'long',
  'uninspectable',
]);

export const displayRow = z.object({
  /** JSON Pointer into the arguments */
  pointer: z.string(),
  name: z.array(segment),
  value: z.array(segment),
  type: z.string(),
  /** characters */
  length: z.number(),
  /** of long values, else null */
  sha256: z.string().nullable(),
  collapsed: z.boolean(),
  /** e.g. `€1,240.00` under `124000` */
  meaning: z.string().nullable(),
  /** false for a check argument: verified by the gateway, never sent */
  sent: z.boolean(),
  flags: z.array(rowFlag),
  /** what the integration calls this argument */
  title: z.string().nullable().optional(),
  /** 0 for an argument, more for what lies inside one */
  depth: z.number().optional(),
  /** characters left out of the middle of `value` */
  omitted: z.number().optional(),
});
export type DisplayRowWire = z.infer<typeof displayRow>;

/** What an approver is shown: the engine's render of the stored action, with its digest. */
export const displayModel = z.object({
  v: z.number(),
  title: z.array(segment),
  method: z.string(),
  url: z.array(segment),
  rows: z.array(displayRow),
  headers: z.array(z.object({ name: z.string(), value: z.array(segment) })),
  body: z.object({ bytes: z.number(), sha256: z.string() }).nullable(),
  /** the query as it is sent, for HTTP */
  query: z.array(z.object({ name: z.array(segment), value: z.array(segment) })).optional(),
  /** the tool that is called, for an upstream MCP server; `url` is then the server's */
  tool: z.array(segment).nullable().optional(),
  /** arguments that do not fit on the page: while there are any, nobody can approve */
  rows_omitted: z.number().optional(),
  lookups: z.array(z.object({ label: z.string(), value: z.array(segment), at: time })),
  warnings: z.array(z.object({ pointer: z.string(), message: z.string() })),
  note: z.array(segment).nullable(),
  integration_title: z.string(),
  agent: z.array(segment),
  connection: z.string(),
  operation: z.string(),
  risk,
});
export type DisplayModelWire = z.infer<typeof displayModel>;
