import type {
  CallToolResult,
  InputRequiredResult,
  Server,
  ServerContext,
} from '@modelcontextprotocol/server';

/** What a tool of the fixture may use besides its arguments. */
export interface ToolContext {
  readonly era: 'legacy' | 'modern';
  readonly server: Server;
  readonly ctx: ServerContext;
  /** Tells listening clients that a list changed. */
  readonly changed: (what: 'tools' | 'prompts') => void;
  /** Signs the state of a call that takes several rounds. */
  readonly mint: (state: RoundState) => Promise<string>;
}

export interface RoundState {
  readonly tool: string;
  readonly round: number;
}

export type Arguments = Readonly<Record<string, unknown>>;

export interface FixtureTool {
  readonly name: string;
  readonly description: string;
  readonly inputSchema: { readonly type: 'object'; readonly [keyword: string]: unknown };
  run(args: Arguments, context: ToolContext): Promise<CallToolResult | InputRequiredResult>;
}

export const NO_ARGUMENTS = { type: 'object', properties: {}, additionalProperties: false } as const;
