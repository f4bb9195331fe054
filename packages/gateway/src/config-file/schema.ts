import { z } from 'zod';

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

const connection = z.strictObject({
  integration: text.optional().describe("Which integration; the block's own name when absent."),
  api_key: text.optional().describe(`The service's key: ${SECRET_FORMS}.`),
  token: text.optional().describe(`The same, for services that call it a token: ${SECRET_FORMS}.`),
  base_url: text.optional().describe('Another address than the integration names. The key belongs to it.'),
  permissions: permissions.default({}),
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

const agent = z.strictObject({ permissions: z.record(text, permissions).default({}) });

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
});

export type ConfigFile = z.infer<typeof configFile>;
