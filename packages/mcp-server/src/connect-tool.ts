import type { Tool } from '@modelcontextprotocol/server';

/** All that a bridge without a token offers. */
export const CONNECT: Tool = {
  name: 'connect',
  title: 'Connect to AgentPort',
  description:
    'Asks a person to connect this program to the AgentPort gateway. It returns a short code to show to them; called again, it waits for their answer. Until they accept, no other tool exists.',
  inputSchema: { type: 'object', properties: {}, additionalProperties: false },
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: true, openWorldHint: false },
};
