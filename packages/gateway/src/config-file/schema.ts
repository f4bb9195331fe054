import { CONNECTION_LIMIT_RANGES } from '@agentport/contract';
import { z } from 'zod';
import { DEFAULT_LIMITS } from '../limits/index.ts';
import { isOwnNetwork, PROXY_FORM } from './proxies.ts';

/** agentport.yaml, as people write it. Unknown keys are errors: a misspelt limit must not be silently absent. */

const tier = z.enum(['auto_approve', 'ask_approve', 'deny'], {
  error: 'must be auto_approve, ask_approve or deny',
});
const operationPattern = z
  .string()
  .regex(/^[a-z*][a-z0-9_*]{0,40}$/, 'must be an operation name, or a pattern with *');
const permissions = z.record(operationPattern, tier);
const text = z.string().min(1);
const SECRET_FORMS = '\u0024{NAME} from the environment or .env, or \u0024{file:/path}';

const [CALLS_LEAST, CALLS_MOST] = CONNECTION_LIMIT_RANGES.concurrent_calls;
const [MS_LEAST, MS_MOST] = CONNECTION_LIMIT_RANGES.deadline_ms;
const [SECONDS_LEAST, SECONDS_MOST] = [MS_LEAST / 1_000, MS_MOST / 1_000];
const count = z.number().int().min(1).max(1_000_000);
const agentLimits = {
  calls_per_minute: count.describe('Calls of one agent in any 60 s, denied ones too.'),
  concurrent_calls: count.describe('Calls of one agent on their way at one time.'),
  pending_per_operation: count.describe('Questions of one agent that wait for a person, for one operation.'),
  pending_approvals: count.describe('Questions of one agent that wait for a person, in all.'),
};
const { agent: usual } = DEFAULT_LIMITS;
const limits = z.strictObject({
  calls_per_minute: agentLimits.calls_per_minute.default(usual.calls_per_minute),
  concurrent_calls: agentLimits.concurrent_calls.default(usual.concurrent_calls),
  pending_per_operation: agentLimits.pending_per_operation.default(usual.pending_per_operation),
  pending_approvals: agentLimits.pending_approvals.default(usual.pending_approvals),
  total_calls_per_minute: count
    .default(DEFAULT_LIMITS.total_calls_per_minute)
    .describe('Calls of all agents together in any 60 s.'),
  waiters: count
    .default(DEFAULT_LIMITS.waiters)
    .describe('Callers held open for an answer, on each gateway.'),
  wrong_tokens_per_minute: count
    .default(DEFAULT_LIMITS.wrong_tokens_per_minute)
    .describe('Wrong tokens from one address, on each gateway.'),
});
const connectionLimits = z.strictObject({
  concurrent_calls: z
    .exactOptional(z.number().int().min(CALLS_LEAST).max(CALLS_MOST))
    .describe('Exchanges at one time.'),
  deadline_seconds: z
    .exactOptional(z.number().int().min(SECONDS_LEAST).max(SECONDS_MOST))
    .describe('For a whole exchange.'),
});

const connection = z.strictObject({
  integration: text.optional().describe("Which integration; the block's own name when absent."),
  api_key: text.optional().describe(`The service's key: ${SECRET_FORMS}.`),
  token: text.optional().describe(`The same, for services that call it a token: ${SECRET_FORMS}.`),
  oauth: z
    .strictObject({ client_id: text, client_secret: text, refresh_token: text })
    .optional()
    .describe(`For services whose key is a refresh token with its client, each part: ${SECRET_FORMS}.`),
  basic: z
    .strictObject({ user: text, password: text })
    .optional()
    .describe(`For services that take user and password, each part: ${SECRET_FORMS}.`),
  recipients: z
    .strictObject({
      allowed_domains: z
        .array(text)
        .max(500)
        .describe(
          'Bare domains, e.g. example.com, or "*": mail to these needs no question where a tier allows it.',
        ),
      ask_above: z
        .exactOptional(z.number().int().min(0).max(1000))
        .describe('Ask about more recipients than this.'),
    })
    .optional()
    .describe('Whom messages of this connection may reach without a question.'),
  base_url: text.optional().describe('Another address than the integration names. The key belongs to it.'),
  permissions: permissions.default({}),
  limits: connectionLimits.optional().describe('What this connection may carry, on each gateway.'),
});

const rule = z.strictObject({
  id: text,
  match: z
    .strictObject({
      agent: text.optional(),
      connection: text.optional(),
      integration: text.optional(),
      operation: operationPattern.optional(),
      risk: z.enum(['read', 'write', 'destructive', 'financial', 'admin']).optional(),
    })
    .default({}),
  effect: tier,
  step_up: z.boolean().default(false),
});

const agent = z.strictObject({
  permissions: z.record(text, permissions).default({}),
  limits: z
    .strictObject({
      calls_per_minute: z.exactOptional(agentLimits.calls_per_minute),
      concurrent_calls: z.exactOptional(agentLimits.concurrent_calls),
      pending_per_operation: z.exactOptional(agentLimits.pending_per_operation),
      pending_approvals: z.exactOptional(agentLimits.pending_approvals),
    })
    .optional()
    .describe("This agent's own, instead of those under limits."),
});

/** `1h` to `9999d` */
const kept = z.string().regex(/^[1-9]\d{0,3}[hd]$/, { error: 'must be hours or days, such as 24h or 90d' });
const minutes = z.number().int().min(1).max(20_160);

export const configFile = z.strictObject({
  version: z.literal(1).optional(),
  integrations: z.record(text, connection).default({}),
  agents: z.record(text, agent).default({}),
  rules: z.array(rule).default([]),
  approvals: z
    .strictObject({
      approve_within_minutes: minutes.default(30).describe('How long a person may take.'),
      execute_within_minutes: minutes
        .default(5)
        .describe('How long an approved call may wait for the gateway itself.'),
    })
    .prefault({}),
  retention: z
    .strictObject({
      results: kept.default('24h').describe('Results; nobody gets one that is older than 24 hours.'),
      payloads: kept.default('90d').describe('Arguments and what people saw, by whole days.'),
      sign_ins: kept.default('30d').describe('Sign-ins and tokens that have ended.'),
    })
    .prefault({})
    .describe('How long content is kept. A shorter time waits for a person: what is erased is gone.'),
  limits: limits
    .prefault({})
    .describe('Ceilings. A higher one waits for a person, as everything that loosens.'),
  tls: z
    .strictObject({
      cert: text.describe('PEM file with the certificate and its chain.'),
      key: text.describe('PEM file with its private key, without a passphrase.'),
    })
    .optional()
    .describe('HTTPS by the gateway itself, from the next start on. Renewed files are taken without one.'),
  trusted_proxies: z
    .array(text.refine(isOwnNetwork, `must be ${PROXY_FORM}`))
    .max(50)
    .default([])
    .describe('Proxies whose X-Forwarded-For counts. One more waits for a person.'),
});

export type ConfigFile = z.infer<typeof configFile>;

/** The part of it that people may also write in the console. Connections, keys and ceilings have pages of their own. */
export const consolePolicy = z.strictObject({
  integrations: z
    .record(
      text,
      z.strictObject({
        permissions: permissions.default({}),
        recipients: connection.shape.recipients,
      }),
    )
    .default({}),
  agents: z.record(text, z.strictObject({ permissions: agent.shape.permissions })).default({}),
  rules: z.array(rule).default([]),
});

export type ConsolePolicy = z.infer<typeof consolePolicy>;
