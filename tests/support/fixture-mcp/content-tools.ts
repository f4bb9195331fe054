import { setTimeout as wait } from 'node:timers/promises';
import { PNG, saying, text, WAV } from './contents.ts';
import { type FixtureTool, NO_ARGUMENTS, type ToolContext } from './tool.ts';

/** Between two notifications, so that a client sees them arrive one by one. */
const STEP_MS = 50;

async function reportProgress({ ctx }: ToolContext): Promise<void> {
  const progressToken = ctx.mcpReq._meta?.progressToken;
  for (const progress of [0, 50, 100]) {
    if (progressToken !== undefined) {
      await ctx.mcpReq.notify({
        method: 'notifications/progress',
        params: { progressToken, progress, total: 100 },
      });
    }
    if (progress < 100) await wait(STEP_MS);
  }
}

/** Tools that answer at once, each with another kind of content. */
export const contentTools: readonly FixtureTool[] = [
  {
    name: 'test_simple_text',
    description: 'Returns one sentence',
    inputSchema: NO_ARGUMENTS,
    run: async () => saying('This is a simple text response for testing.'),
  },
  {
    name: 'test_image_content',
    description: 'Returns a picture',
    inputSchema: NO_ARGUMENTS,
    run: async () => ({ content: [{ type: 'image', data: PNG, mimeType: 'image/png' }] }),
  },
  {
    name: 'test_audio_content',
    description: 'Returns a sound',
    inputSchema: NO_ARGUMENTS,
    run: async () => ({ content: [{ type: 'audio', data: WAV, mimeType: 'audio/wav' }] }),
  },
  {
    name: 'test_embedded_resource',
    description: 'Returns an embedded resource',
    inputSchema: NO_ARGUMENTS,
    run: async () => ({
      content: [
        {
          type: 'resource',
          resource: {
            uri: 'test://embedded-resource',
            mimeType: 'text/plain',
            text: 'This is an embedded resource content.',
          },
        },
      ],
    }),
  },
  {
    name: 'test_multiple_content_types',
    description: 'Returns text, a picture and a resource',
    inputSchema: NO_ARGUMENTS,
    run: async () => ({
      content: [
        text('Multiple content types test:'),
        { type: 'image', data: PNG, mimeType: 'image/png' },
        {
          type: 'resource',
          resource: {
            uri: 'test://mixed-content-resource',
            mimeType: 'application/json',
            text: '{"test":"data","value":123}',
          },
        },
      ],
    }),
  },
  {
    name: 'test_error_handling',
    description: 'Always fails',
    inputSchema: NO_ARGUMENTS,
    run: async () => ({
      isError: true,
      content: [text('This tool intentionally returns an error for testing')],
    }),
  },
  {
    name: 'test_tool_with_progress',
    description: 'Reports progress when asked to',
    inputSchema: NO_ARGUMENTS,
    async run(_, context) {
      await reportProgress(context);
      return saying('Tool with progress executed');
    },
  },
  {
    name: 'test_tool_with_logging',
    description: 'Sends three log messages',
    inputSchema: NO_ARGUMENTS,
    async run(_, { ctx }) {
      await ctx.mcpReq.log('info', 'Tool execution started');
      await wait(STEP_MS);
      await ctx.mcpReq.log('info', 'Tool processing data');
      await wait(STEP_MS);
      await ctx.mcpReq.log('info', 'Tool execution completed');
      return saying('Tool with logging executed');
    },
  },
  {
    name: 'test_logging_tool',
    description: 'Sends a log message to clients that asked for them',
    inputSchema: NO_ARGUMENTS,
    async run(_, { ctx }) {
      await ctx.mcpReq.log('info', 'Logging tool executed');
      return saying('Logged');
    },
  },
  {
    name: 'test_reconnection',
    description: 'Closes its stream in the middle of the call',
    inputSchema: NO_ARGUMENTS,
    async run(_, { ctx }) {
      ctx.http?.closeSSE?.();
      await wait(2 * STEP_MS);
      return saying('Reconnection test completed');
    },
  },
  {
    name: 'test_trigger_tool_change',
    description: 'Announces that the tools changed',
    inputSchema: NO_ARGUMENTS,
    async run(_, { changed }) {
      changed('tools');
      return saying('Announced');
    },
  },
  {
    name: 'test_trigger_prompt_change',
    description: 'Announces that the prompts changed',
    inputSchema: NO_ARGUMENTS,
    async run(_, { changed }) {
      changed('prompts');
      return saying('Announced');
    },
  },
  {
    name: 'json_schema_2020_12_tool',
    description: 'Tool with JSON Schema 2020-12 features',
    inputSchema: {
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      type: 'object',
      $defs: {
        address: {
          $anchor: 'addressDef',
          type: 'object',
          properties: { street: { type: 'string' }, city: { type: 'string' } },
        },
      },
      properties: {
        name: { type: 'string' },
        address: { $ref: '#/$defs/address' },
        contactMethod: { type: 'string', enum: ['phone', 'email'] },
        phone: { type: 'string' },
        email: { type: 'string' },
      },
      allOf: [{ anyOf: [{ required: ['phone'] }, { required: ['email'] }] }],
      if: { properties: { contactMethod: { const: 'phone' } }, required: ['contactMethod'] },
      // biome-ignore lint/suspicious/noThenProperty: `then` is a keyword of JSON Schema.
      then: { required: ['phone'] },
      else: { required: ['email'] },
      additionalProperties: false,
    },
    run: async (args) => saying(`Received ${JSON.stringify(args)}`),
  },
];
