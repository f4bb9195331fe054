import {
  type CallToolResult,
  CLIENT_CAPABILITIES_META_KEY,
  type ClientCapabilities,
  type ElicitRequestFormParams,
  type InputRequiredResult,
  inputRequired,
  inputResponse,
  MissingRequiredClientCapabilityError,
} from '@modelcontextprotocol/server';
import { saying, text } from './contents.ts';
import { type FixtureTool, NO_ARGUMENTS, type ToolContext } from './tool.ts';

type FormSchema = ElicitRequestFormParams['requestedSchema'];

export function capabilitiesOf({ ctx, server }: ToolContext): ClientCapabilities {
  const envelope: { [key: string]: unknown } = ctx.mcpReq.envelope ?? {};
  const declared = envelope[CLIENT_CAPABILITIES_META_KEY] as ClientCapabilities | undefined;
  return declared ?? server.getClientCapabilities() ?? {};
}

/**
 * Sent on the stream of the call itself. The SDK's `elicitInput` and `requestSampling` use the session's own stream
 * instead, and a question asked before the client has opened that one never reaches it.
 */
function pushed({ ctx }: ToolContext, params: ElicitRequestFormParams) {
  return ctx.mcpReq.send({ method: 'elicitation/create', params: { ...params } });
}

/** Asks the person at the client: pushed in a session, returned as a round in the stateless era. */
async function elicit(
  context: ToolContext,
  message: string,
  requestedSchema: FormSchema,
  say: (action: string, content: string) => string,
): Promise<CallToolResult | InputRequiredResult> {
  if (!capabilitiesOf(context).elicitation) {
    return { isError: true, content: [text('The client does not support elicitation.')] };
  }
  if (context.era === 'legacy') {
    const answer = await pushed(context, { mode: 'form', message, requestedSchema });
    return saying(say(answer.action, JSON.stringify(answer.content ?? {})));
  }
  const answer = inputResponse(context.ctx.mcpReq.inputResponses, 'answer');
  if (answer.kind === 'elicit') return saying(say(answer.action, JSON.stringify(answer.content ?? {})));
  return inputRequired({ inputRequests: { answer: inputRequired.elicit({ message, requestedSchema }) } });
}

const completed = (action: string, content: string) =>
  `Elicitation completed: action=${action}, content=${content}`;

const DEFAULTS_SCHEMA: FormSchema = {
  type: 'object',
  properties: {
    name: { type: 'string', default: 'John Doe' },
    age: { type: 'integer', default: 30 },
    score: { type: 'number', default: 95.5 },
    status: { type: 'string', enum: ['active', 'inactive', 'pending'], default: 'active' },
    verified: { type: 'boolean', default: true },
  },
  required: [],
};

const titled = (words: readonly string[]) =>
  words.map((word, index) => ({ const: `value${index + 1}`, title: word }));

const ENUMS_SCHEMA: FormSchema = {
  type: 'object',
  properties: {
    untitledSingle: { type: 'string', enum: ['option1', 'option2', 'option3'] },
    titledSingle: { type: 'string', oneOf: titled(['First Option', 'Second Option', 'Third Option']) },
    legacyEnum: {
      type: 'string',
      enum: ['opt1', 'opt2', 'opt3'],
      enumNames: ['Option One', 'Option Two', 'Option Three'],
    },
    untitledMulti: { type: 'array', items: { type: 'string', enum: ['option1', 'option2', 'option3'] } },
    titledMulti: {
      type: 'array',
      items: { anyOf: titled(['First Choice', 'Second Choice', 'Third Choice']) },
    },
  },
  required: [],
};

/** Tools that need an answer from the client before they can finish. */
export const askingTools: readonly FixtureTool[] = [
  {
    name: 'test_sampling',
    description: 'Asks the client for a completion',
    inputSchema: { type: 'object', properties: { prompt: { type: 'string' } }, required: ['prompt'] },
    async run(args, context) {
      if (!capabilitiesOf(context).sampling) {
        return { isError: true, content: [text('The client does not support sampling.')] };
      }
      const params = {
        messages: [{ role: 'user' as const, content: text(String(args.prompt)) }],
        maxTokens: 100,
      };
      if (context.era === 'legacy') {
        const { content } = await context.ctx.mcpReq.send({ method: 'sampling/createMessage', params });
        return saying(`LLM response: ${spoken(content)}`);
      }
      const answer = inputResponse(context.ctx.mcpReq.inputResponses, 'completion');
      if (answer.kind === 'sampling') return saying(`LLM response: ${spoken(answer.result.content)}`);
      return inputRequired({ inputRequests: { completion: inputRequired.createMessage(params) } });
    },
  },
  {
    name: 'test_elicitation',
    description: 'Asks the person for a name and an address',
    inputSchema: { type: 'object', properties: { message: { type: 'string' } }, required: ['message'] },
    run: (args, context) =>
      elicit(
        context,
        String(args.message),
        {
          type: 'object',
          properties: {
            username: { type: 'string', description: "User's response" },
            email: { type: 'string', description: "User's email address" },
          },
          required: ['username', 'email'],
        },
        (action, content) => `User response: action=${action}, content=${content}`,
      ),
  },
  {
    name: 'test_elicitation_sep1034_defaults',
    description: 'Asks with a default for every kind of field',
    inputSchema: NO_ARGUMENTS,
    run: (_, context) => elicit(context, 'Please check these values', DEFAULTS_SCHEMA, completed),
  },
  {
    name: 'test_elicitation_sep1330_enums',
    description: 'Asks with every kind of choice',
    inputSchema: NO_ARGUMENTS,
    run: (_, context) => elicit(context, 'Please choose', ENUMS_SCHEMA, completed),
  },
  {
    name: 'test_streaming_elicitation',
    description: 'Asks the person within a stream',
    inputSchema: NO_ARGUMENTS,
    run: (_, context) =>
      elicit(context, 'Go on?', { type: 'object', properties: { ok: { type: 'boolean' } } }, completed),
  },
  {
    name: 'test_missing_capability',
    description: 'Works only for clients that declare sampling',
    inputSchema: NO_ARGUMENTS,
    async run(_, context) {
      if (!capabilitiesOf(context).sampling) {
        throw new MissingRequiredClientCapabilityError({ requiredCapabilities: { sampling: {} } });
      }
      return saying('The client declared sampling.');
    },
  },
];

export function spoken(content: unknown): string {
  const [first] = [content].flat() as { type?: string; text?: string }[];
  return first?.type === 'text' ? (first.text ?? '') : `[${first?.type ?? 'nothing'}]`;
}
