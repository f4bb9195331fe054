import { z } from 'zod';
import { CONNECTION_LIMIT_RANGES } from '../limits.ts';
import { time } from './time.ts';

/** Connections, their credentials, and the integrations they can be made of. */

const limitOrigin = z.enum(['file', 'console', 'integration', 'gateway']);

export const connection = z.object({
  id: z.string(),
  name: z.string(),
  integration: z.string(),
  title: z.string(),
  version: z.number(),
  base_url: z.string(),
  status: z.enum(['active', 'disabled', 'removed']),
  owner: z.enum(['file', 'console']),
  source: z.string().nullable(),
  operations: z.number(),
  created_at: time,
  /** the service ended the sign-in (its OAuth error code): give the credential anew; null while it works */
  reconnect: z.object({ reason: z.string(), since: time }).nullable(),
  /** how much it may carry on each gateway, and who said so */
  limits: z.object({
    /** exchanges with the service at one time */
    concurrent_calls: z.number(),
    /** of a whole exchange */
    deadline_ms: z.number(),
    set_by: z.object({ concurrent_calls: limitOrigin, deadline_ms: limitOrigin }),
    /** what people said in the console; where the file says something too, the lower one holds */
    said: z.object({ concurrent_calls: z.number().nullable(), deadline_ms: z.number().nullable() }),
  }),
});
export type ConnectionWire = z.infer<typeof connection>;

/** A credential of several parts, by the names `integrations` lists; never echoed. */
const credentialFields = z.record(z.string(), z.string());

export const connectionCreate = z.object({
  integration: z.string(),
  name: z.string(),
  /** the credential; never echoed. Only an MCP server may do without */
  key: z.string().optional(),
  /** in place of a key */
  fields: credentialFields.optional(),
  base_url: z.string().optional(),
  /** what its agents may do at first; the integration's own defaults when absent, never looser */
  preset: z.enum(['careful', 'ask_all', 'read_only']).optional(),
});

/** What changed with a new tool list, by the server's own tool names. */
export const toolChanges = z.object({
  connection,
  added: z.array(z.string()),
  changed: z.array(z.string()),
  removed: z.array(z.string()),
  /** tools that cannot be called, and why */
  refused: z.array(z.object({ tool: z.string(), message: z.string() })),
  /** operations whose texts held hidden characters */
  flagged: z.array(z.string()),
});
export type ToolChangesWire = z.infer<typeof toolChanges>;

const limitWithin = ([least, most]: readonly [number, number]) =>
  z.number().int().min(least).max(most).nullable();

/** How much a connection may carry, on each gateway; null: as the integration or the gateway says. */
export const connectionLimits = z.object({
  concurrent_calls: limitWithin(CONNECTION_LIMIT_RANGES.concurrent_calls),
  deadline_ms: limitWithin(CONNECTION_LIMIT_RANGES.deadline_ms),
});

/** Who owns a connection from now on. */
export const connectionAdopt = z.object({ owner: z.enum(['file', 'console']) });

export const credentialReplace = z.object({
  key: z.string().optional(),
  fields: credentialFields.optional(),
  /** another address; a credential belongs to the address it was given for, so it comes together with one */
  base_url: z.string().optional(),
});

export const connectionTest = z.object({
  ok: z.boolean(),
  message: z.string(),
  status: z.number().nullable(),
});

export const integrationSummary = z.object({
  id: z.string(),
  title: z.string(),
  version: z.string(),
  base_url: z.string(),
  operations: z.number(),
  credential: z.object({
    kind: z.enum(['bearer', 'basic', 'header', 'oauth_refresh']),
    /** its parts; empty for one key */
    fields: z.array(z.string()),
    /** where to find it */
    hint: z.string().nullable(),
  }),
});
