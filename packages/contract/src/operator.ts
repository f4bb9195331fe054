import { z } from 'zod';
import { callState, effect, operationDetail, risk, tier } from './agent.ts';
import { passkeyAnswer } from './passkey.ts';

/** What travels between a person's console or command line and the gateway. Times on the wire are RFC 3339. */

const time = z.string();
export const role = z.enum(['owner', 'admin', 'approver', 'auditor']);

export const person = z.object({ id: z.string(), email: z.string(), name: z.string(), role });

export const me = z.object({
  person,
  csrf_token: z.string(),
  /** until when a recent second factor counts, null when it does not */
  step_up_until: time.nullable(),
  sign_in_id: z.string(),
  /** by what this person can step up; asked for first is what comes first */
  second_factors: z.array(z.enum(['passkey', 'totp'])),
});

export const setupState = z.object({ needed: z.boolean() });
export const setupBegin = z.object({
  token: z.string(),
  email: z.string(),
  name: z.string(),
  password: z.string(),
});
export const setupEnrolment = z.object({
  /** sealed: handed back unchanged with the first code */
  enrolment: z.string(),
  totp_secret: z.string(),
  totp_uri: z.string(),
});
export const setupConfirm = z.object({ token: z.string(), enrolment: z.string(), code: z.string() });
export const setupDone = z.object({ me, recovery_codes: z.array(z.string()) });

export const signInRequest = z.object({
  email: z.string(),
  password: z.string(),
  code: z.string().optional(),
});
export const stepUpRequest = z.object({ code: z.string() });

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

export const approvalSummary = z.object({
  id: z.string(),
  call_id: z.string(),
  state: callState,
  title: z.array(segment),
  agent: z.object({ id: z.string(), name: z.string() }),
  connection: z.string(),
  operation: z.string(),
  risk,
  step_up: z.boolean(),
  requested_at: time,
  approve_before: time,
  decided_at: time.nullable(),
  decided_by: z.string().nullable(),
  /** every flag of its arguments, each once */
  flags: z.array(rowFlag).optional(),
  /** values unlike those of so many approved calls; null where nothing was compared. Advice, not part of what is signed */
  unusual: z.object({ values: z.number(), of: z.number() }).nullable().optional(),
});

/** Requests of one kind that wait. */
export const waitingKind = z.object({
  agent: z.object({ id: z.string(), name: z.string() }),
  connection: z.string(),
  operation: z.string(),
  risk,
  waiting: z.number(),
  first_asked_at: time,
  last_asked_at: time,
  /** of the one that ends first */
  approve_before: time,
});

export const callOutcome = z.object({
  state: callState,
  finished_at: time.nullable(),
  /** the service's status, when it answered */
  upstream_status: z.number().nullable(),
  /** public sentence for failures */
  message: z.string().nullable(),
  duration_ms: z.number().nullable(),
});

const comparedValue = { pointer: z.string(), unusual: z.boolean() };

/** How one value stands among those of the last calls of this operation that people approved. */
export const comparison = z.discriminatedUnion('kind', [
  z.object({
    ...comparedValue,
    kind: z.literal('number'),
    /** newest first, at least five */
    earlier: z.array(z.number()),
    lowest: z.string(),
    middle: z.string(),
    highest: z.string(),
    /** this value divided by the middle one */
    times: z.number().nullable(),
  }),
  z.object({
    ...comparedValue,
    kind: z.literal('text'),
    /** earlier calls with a value here, and those with this one */
    of: z.number(),
    same: z.number(),
    /** what most of them had, and how many that were */
    usual: z.array(segment),
    usually: z.number(),
  }),
  /** `given`: none of the earlier calls had a value here. `left_out`: all had, and this one has none */
  z.object({ ...comparedValue, kind: z.enum(['given', 'left_out']), of: z.number() }),
]);

export const approvalDetail = approvalSummary.extend({
  display: displayModel,
  /** beside what was signed, not part of it: read anew each time from up to 20 earlier calls */
  compared: z.object({ calls: z.number(), values: z.array(comparison) }),
  display_sha256: z.string(),
  action_sha256: z.string(),
  display_version: z.number(),
  reasons: z.array(
    z.object({ code: z.string(), rule: z.string().optional(), detail: z.string().optional() }),
  ),
  policy_version: z.number(),
  requester_address: z.string().nullable(),
  session: z.string().nullable(),
  answer: z
    .object({ by: z.string(), answer: z.enum(['approve', 'deny']), reason: z.string().nullable(), at: time })
    .nullable(),
  outcome: callOutcome.nullable(),
  /** today's figures of the asking agent */
  today: z.object({ allowed: z.number(), asked: z.number(), denied: z.number() }),
  /** database time of this answer: counts down without trusting the phone's clock */
  now: time,
});

/** for the agent and the log; characters */
const reason = z.string().max(1000);

export const approveRequest = z.object({
  action_sha256: z.string(),
  display_sha256: z.string(),
  /** second factor; needed unless one was given in the last five minutes */
  code: z.string().optional(),
  /** a passkey's signature for this action, in place of a code */
  passkey: passkeyAnswer.optional(),
  reason: reason.optional(),
});
export const denyRequest = z.object({ reason: reason.optional() });

/** One server-sent event of `/api/v1/events`. It carries no truth: read again what it names. */
export const liveChange = z.object({
  type: z.literal('call'),
  call_id: z.string(),
  approval_id: z.string().nullable(),
  agent_id: z.string(),
  state: callState,
});

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
  tokens: z.array(
    z.object({ id: z.string(), created_at: time, expires_at: time.nullable(), revoked_at: time.nullable() }),
  ),
});
export const agentCreate = z.object({
  name: z.string(),
  tools: z.enum(['auto', 'native', 'discover']).optional(),
  connections: z.array(z.string()).max(200).optional(),
  expires_in_days: z.number().int().positive().optional(),
  /** people may play as it; never changed later */
  test: z.boolean().optional(),
});
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
export const agentCreated = z.object({ agent, token: z.string() });

const limitOrigin = z.enum(['file', 'integration', 'gateway']);
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
  }),
});
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

export const operationTier = z.object({
  connection: z.string(),
  operation: z.string(),
  title: z.string(),
  category: z.string(),
  risk,
  effect,
  tier,
  /** which tier or default gave the effect */
  rule: z.string().nullable(),
  /** who said so, for agents in general; null: nobody, the integration's default holds */
  set_by: z.enum(['file', 'console']).nullable(),
  /** `agentport.yaml:12` for what the file says: it is changed there and nowhere else */
  place: z.string().nullable(),
  /** a rule decides, whatever the tier says */
  ruled: z.boolean(),
  /** what the waiting policy version would make of it; null when nothing changes here */
  waits: effect.nullable(),
});

/** One operation as a person sees it: what an agent is shown, and which tier or default gave the effect. */
export const operationTierDetail = operationDetail.extend({ effect, rule: z.string().nullable() });

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

const policySource = z.object({ owner: z.enum(['file', 'console']), place: z.string().nullable() });
/** The active policy, as data for sentences and as text. */
export const policyWire = z.object({
  number: z.number(),
  tiers: z.array(
    z.object({
      /** null: every agent */
      agent: z.string().nullable(),
      connection: z.string(),
      operation: z.string(),
      effect,
      source: policySource,
    }),
  ),
  rules: z.array(
    z.object({
      id: z.string(),
      match: z.object({
        agent: z.string().optional(),
        connection: z.string().optional(),
        integration: z.string().optional(),
        operation: z.string().optional(),
        risk: risk.optional(),
      }),
      effect,
      step_up: z.boolean(),
      source: policySource,
    }),
  ),
  recipients: z.array(
    z.object({
      connection: z.string(),
      allowed_domains: z.array(z.string()),
      ask_above: z.number().nullable(),
      source: policySource,
    }),
  ),
  /** all of it in the words of agentport.yaml */
  text: z.string(),
  /** the part that can be edited here */
  console_text: z.string(),
});
const policyEditBase = {
  /** number of the version that was looked at: refused when another is active by now */
  base: z.number().int().min(0),
  /** only say what would change */
  dry: z.boolean().optional(),
};
export const policyEdit = z.union([
  z.strictObject({
    ...policyEditBase,
    tiers: z
      .array(
        z.strictObject({
          connection: z.string().max(40),
          operation: z.string().max(200),
          /** null: nothing is said any more */
          effect: effect.nullable(),
        }),
      )
      .min(1)
      .max(2000),
  }),
  z.strictObject({ ...policyEditBase, text: z.string().max(200_000) }),
  z.strictObject({ ...policyEditBase, roll_back_to: z.number().int().min(1) }),
]);

export const policyVersion = z.object({
  number: z.number(),
  status: z.enum(['active', 'pending', 'superseded', 'rejected']),
  source: z.string(),
  changes: z.array(
    z.object({ kind: z.enum(['tightening', 'loosening']), what: z.string(), path: z.string() }),
  ),
  created_at: time,
  activated_at: time.nullable(),
  activated_by: z.string().nullable(),
});

/** What became of an edit: what tightens is active at once, what loosens waits for a person. */
export const policyProposed = z.object({
  changes: policyVersion.shape.changes,
  applied: policyVersion.nullable(),
  waiting: policyVersion.nullable(),
});

export const auditEntry = z.object({
  index: z.number(),
  at: time,
  kind: z.string(),
  call_id: z.string().nullable(),
  entry: z.record(z.string(), z.unknown()),
  leaf_hash: z.string(),
});
export const auditVerification = z.object({
  ok: z.boolean(),
  size: z.number(),
  root: z.string().nullable(),
  problem: z.object({ code: z.string(), index: z.number().nullable(), message: z.string() }).nullable(),
  checked_at: time,
});

export const callSummary = z.object({
  id: z.string(),
  state: callState,
  agent: z.string(),
  connection: z.string(),
  operation: z.string(),
  approval_id: z.string().nullable(),
  created_at: time,
  finished_at: time.nullable(),
});

export const status = z.object({
  version: z.string(),
  public_url: z.string(),
  log: z.object({
    standing: z.enum(['intact', 'rolled_back', 'forked', 'unchecked']),
    size: z.number(),
    checked_at: time.nullable(),
  }),
  stopped: z.boolean(),
  unknown_outcomes: z.number(),
  pending_policy: z.number().nullable(),
  /** false: the stored policy is not the one the log knows, so everything is denied */
  policy_proven: z.boolean(),
});

export const bootstrapRequest = z.object({
  email: z.string(),
  name: z.string().optional(),
  password: z.string(),
});
export const bootstrapped = z.object({
  person,
  totp_secret: z.string(),
  recovery_codes: z.array(z.string()),
  /** cookie value of a fifteen-minute, stepped-up sign-in of that person */
  sign_in_token: z.string(),
  csrf_token: z.string(),
  expires_at: time,
});

export type Segment = z.infer<typeof segment>;
export type DisplayModelWire = z.infer<typeof displayModel>;
export type DisplayRowWire = z.infer<typeof displayRow>;
export type ApprovalSummary = z.infer<typeof approvalSummary>;
export type WaitingKindWire = z.infer<typeof waitingKind>;
export type ApprovalDetail = z.infer<typeof approvalDetail>;
export type LiveChange = z.infer<typeof liveChange>;
export type Me = z.infer<typeof me>;
export type AgentWire = z.infer<typeof agent>;
export type ConnectionWire = z.infer<typeof connection>;
export type ToolChangesWire = z.infer<typeof toolChanges>;
export type PolicyVersionWire = z.infer<typeof policyVersion>;
export type PolicyWire = z.infer<typeof policyWire>;
export type PolicyProposedWire = z.infer<typeof policyProposed>;
export type OperationTierWire = z.infer<typeof operationTier>;
export type AuditEntryWire = z.infer<typeof auditEntry>;
export type AuditVerification = z.infer<typeof auditVerification>;
export type StatusWire = z.infer<typeof status>;
