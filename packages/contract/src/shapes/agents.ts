import { z } from 'zod';
import { time } from './time.ts';

/** Agents, and playing as one that was made for tests. */

export const agent = z.object({
  id: z.string(),
  name: z.string(),
  status: z.enum(['active', 'stopped', 'removed']),
  tools: z.enum(['auto', 'native', 'discover']),
  /** names of the only connections it may ask for; null: every one */
  connections: z.array(z.string()).nullable(),
  /** the person who looks after it, null when nobody in particular does */
  owner_id: z.string().nullable(),
  /** people may play as it */
  test: z.boolean(),
  created_at: time,
  stopped_at: time.nullable(),
  waiting: z.number(),
  /** in the last seven days, today included */
  calls_week: z.number(),
  last_call_at: time.nullable(),
  /** how many tokens it has; more than 50 are not listed */
  tokens_total: z.number(),
  /** those that count and the newest of those that ended, in the order they were made */
  tokens: z.array(
    z.object({ id: z.string(), created_at: time, expires_at: time.nullable(), revoked_at: time.nullable() }),
  ),
});
export type AgentWire = z.infer<typeof agent>;

export const agentCreate = z.object({
  name: z.string(),
  tools: z.enum(['auto', 'native', 'discover']).optional(),
  connections: z.array(z.string()).max(200).optional(),
  expires_in_days: z.number().int().positive().optional(),
  /** people may play as it; never changed later */
  test: z.boolean().optional(),
});

export const agentCreated = z.object({ agent, token: z.string() });

/** A call that really happens, asked by a person as a test agent. */
export const playRequest = z.object({
  /** id or name */
  agent: z.string().max(64),
  connection: z.string().max(64),
  operation: z.string().max(200),
  args: z.record(z.string(), z.unknown()),
});

export const played = z.object({
  /** what an agent would have been answered: status and body of the outcome table */
  status: z.number(),
  body: z.unknown(),
});
