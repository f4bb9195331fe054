import {
  acceptedContent,
  type GetPromptResult,
  type InputRequiredResult,
  inputRequired,
  ProtocolError,
  ProtocolErrorCode,
  type ServerContext,
} from '@modelcontextprotocol/server';
import { PNG, text } from './contents.ts';

export const prompts = [
  { name: 'test_simple_prompt', description: 'A prompt without arguments' },
  {
    name: 'test_prompt_with_arguments',
    description: 'A prompt with two arguments',
    arguments: [
      { name: 'arg1', description: 'First test argument', required: true },
      { name: 'arg2', description: 'Second test argument', required: true },
    ],
  },
  {
    name: 'test_prompt_with_embedded_resource',
    description: 'A prompt that embeds a resource',
    arguments: [{ name: 'resourceUri', description: 'URI of the resource to embed', required: true }],
  },
  { name: 'test_prompt_with_image', description: 'A prompt with a picture' },
  { name: 'test_input_required_result_prompt', description: 'A prompt that first asks for its context' },
];

/** @throws ProtocolError for a prompt that does not exist */
export function getPrompt(
  name: string,
  args: Readonly<Record<string, string | undefined>>,
  ctx: ServerContext,
): GetPromptResult | InputRequiredResult {
  switch (name) {
    case 'test_simple_prompt':
      return says(text('This is a simple prompt for testing.'));
    case 'test_prompt_with_arguments':
      return says(text(`Prompt with arguments: arg1='${args.arg1 ?? ''}', arg2='${args.arg2 ?? ''}'`));
    case 'test_prompt_with_embedded_resource':
      return says(
        {
          type: 'resource',
          resource: {
            uri: args.resourceUri ?? '',
            mimeType: 'text/plain',
            text: 'Embedded resource content for testing.',
          },
        },
        text('Please process the embedded resource above.'),
      );
    case 'test_prompt_with_image':
      return says(
        { type: 'image', data: PNG, mimeType: 'image/png' },
        text('Please analyze the image above.'),
      );
    case 'test_input_required_result_prompt':
      return withContext(ctx);
    default:
      throw new ProtocolError(ProtocolErrorCode.InvalidParams, `Unknown prompt: ${name}`);
  }
}

type Content = GetPromptResult['messages'][number]['content'];

function says(...contents: Content[]): GetPromptResult {
  return { messages: contents.map((content) => ({ role: 'user', content })) };
}

function withContext(ctx: ServerContext): GetPromptResult | InputRequiredResult {
  const context = acceptedContent(ctx.mcpReq.inputResponses, 'user_context')?.context;
  if (typeof context === 'string') return says(text(`Use this context: ${context}`));
  const requestedSchema = {
    type: 'object' as const,
    properties: { context: { type: 'string' as const } },
    required: ['context'],
  };
  const question = inputRequired.elicit({ message: 'What context should the prompt use?', requestedSchema });
  return inputRequired({ inputRequests: { user_context: question } });
}
