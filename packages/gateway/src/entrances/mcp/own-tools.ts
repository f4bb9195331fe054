import { z } from 'zod';
import type { OwnTool } from './tool-name.ts';

/** Longest one wait inside a tool call, seconds: common clients give up at 60. */
export const WAIT_S_MAX = 50;
const FOUND_MAX = 50;

const connection = z.string().describe('Name of the connection, e.g. "stripe".');
const operation = z.string().describe('Name of the operation, e.g. "list_customers".');
const args = z.record(z.string(), z.unknown()).optional().describe('Arguments of the operation.');

/** Arguments of our own tools. */
export const OWN_ARGUMENTS = {
  await_approval: z.strictObject({
    id: z.string().describe('Id of the approval, e.g. "apr_…".'),
    wait_s: z
      .number()
      .int()
      .min(0)
      .max(WAIT_S_MAX)
      .optional()
      .describe(`Seconds to wait, at most and by default ${WAIT_S_MAX}.`),
  }),
  list_my_approvals: z.strictObject({}),
  search_operations: z.strictObject({
    query: z.string().max(500).optional().describe('Words to look for; empty lists all.'),
    connection: z.string().optional().describe('Only operations of this connection.'),
    limit: z
      .number()
      .int()
      .min(1)
      .max(FOUND_MAX)
      .optional()
      .describe('Most operations to return, 20 if absent.'),
  }),
  describe_operation: z.strictObject({ connection, operation }),
  call_read: z.strictObject({ connection, operation, arguments: args }),
  call_write: z.strictObject({ connection, operation, arguments: args }),
} as const satisfies Record<OwnTool, z.ZodType>;

export type OwnArguments<T extends OwnTool> = z.infer<(typeof OWN_ARGUMENTS)[T]>;

const READ = { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false };
const WRITE = { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: true };

const DESCRIPTIONS: Record<OwnTool, readonly [title: string, description: string, annotations: object]> = {
  await_approval: [
    'Wait for an approval',
    'Waits until a person has answered an approval, and returns the result of the approved call (once). Use it when a call came back as waiting for approval; call it again while it still waits.',
    // Not idempotent: a result is handed out once.
    { ...READ, idempotentHint: false },
  ],
  list_my_approvals: [
    'List my approvals',
    'Lists what you asked people to approve: what still waits, and what was decided last.',
    READ,
  ],
  search_operations: [
    'Search operations',
    'Finds operations you may call, with their connection, risk and whether a person must approve them.',
    READ,
  ],
  describe_operation: [
    'Describe an operation',
    'Shows one operation with the schema of its arguments.',
    READ,
  ],
  call_read: [
    'Call a reading operation',
    'Calls an operation that only reads. Find its name with search_operations and its arguments with describe_operation.',
    { ...READ, openWorldHint: true },
  ],
  call_write: [
    'Call an operation',
    'Calls an operation that changes something (reading ones work too). A person may have to approve it first.',
    WRITE,
  ],
};

/** A tool as `tools/list` shows it. */
export interface ListedTool {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly inputSchema: { readonly type: 'object'; readonly [key: string]: unknown };
  readonly annotations: object;
}

/** The definitions never change: made once. */
const LISTED = new Map<OwnTool, ListedTool>(
  (Object.keys(OWN_ARGUMENTS) as OwnTool[]).map((name) => {
    const [title, description, annotations] = DESCRIPTIONS[name];
    const { $schema: _, ...schema } = z.toJSONSchema(OWN_ARGUMENTS[name]);
    return [name, { name, title, description, inputSchema: { ...schema, type: 'object' }, annotations }];
  }),
);

export function ownTools(...names: readonly OwnTool[]): readonly ListedTool[] {
  return names.map((name) => LISTED.get(name)).filter((tool) => tool !== undefined);
}
