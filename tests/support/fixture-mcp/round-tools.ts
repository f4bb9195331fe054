import {
  acceptedContent,
  type InputRequests,
  inputRequired,
  inputResponse,
  type ServerContext,
} from '@modelcontextprotocol/server';
import { capabilitiesOf, spoken } from './asking-tools.ts';
import { saying, text } from './contents.ts';
import { type FixtureTool, NO_ARGUMENTS, type RoundState } from './tool.ts';

function ask(message: string, field: string) {
  return inputRequired.elicit({
    message,
    requestedSchema: { type: 'object', properties: { [field]: { type: 'string' } }, required: [field] },
  });
}

function askToConfirm(message: string) {
  return inputRequired.elicit({
    message,
    requestedSchema: { type: 'object', properties: { ok: { type: 'boolean' } }, required: ['ok'] },
  });
}

function askModel(prompt: string, maxTokens: number) {
  return inputRequired.createMessage({ messages: [{ role: 'user', content: text(prompt) }], maxTokens });
}

/** The text a person gave, or nothing when it is missing or of another type: then the tool asks again. */
function given(ctx: ServerContext, key: string, field: string): string | undefined {
  const value = acceptedContent(ctx.mcpReq.inputResponses, key)?.[field];
  return typeof value === 'string' ? value : undefined;
}

/** Tools of the stateless era that return questions and are called again with the answers (SEP-2322). */
export const roundTools: readonly FixtureTool[] = [
  {
    name: 'test_input_required_result_elicitation',
    description: 'Asks for a name',
    inputSchema: NO_ARGUMENTS,
    async run(_, { ctx }) {
      const name = given(ctx, 'user_name', 'name');
      if (name !== undefined) return saying(`Hello, ${name}!`);
      return inputRequired({ inputRequests: { user_name: ask('What is your name?', 'name') } });
    },
  },
  {
    name: 'test_input_required_result_sampling',
    description: 'Asks the model a question',
    inputSchema: NO_ARGUMENTS,
    async run(_, { ctx }) {
      const answer = inputResponse(ctx.mcpReq.inputResponses, 'capital_question');
      if (answer.kind === 'sampling') return saying(`The model said: ${spoken(answer.result.content)}`);
      return inputRequired({
        inputRequests: { capital_question: askModel('What is the capital of France?', 100) },
      });
    },
  },
  {
    name: 'test_input_required_result_list_roots',
    description: 'Asks for the roots',
    inputSchema: NO_ARGUMENTS,
    async run(_, { ctx }) {
      const answer = inputResponse(ctx.mcpReq.inputResponses, 'client_roots');
      if (answer.kind === 'roots') return saying(`Roots: ${answer.roots.map((root) => root.uri).join(', ')}`);
      return inputRequired({ inputRequests: { client_roots: inputRequired.listRoots() } });
    },
  },
  {
    name: 'test_input_required_result_request_state',
    description: 'Asks to confirm and checks its own state',
    inputSchema: NO_ARGUMENTS,
    run: (_, context) => confirmWithState('test_input_required_result_request_state', context),
  },
  {
    name: 'test_input_required_result_tampered_state',
    description: 'Refuses a state it did not sign',
    inputSchema: NO_ARGUMENTS,
    run: (_, context) => confirmWithState('test_input_required_result_tampered_state', context),
  },
  {
    name: 'test_input_required_result_multiple_inputs',
    description: 'Asks three things at once',
    inputSchema: NO_ARGUMENTS,
    async run(_, { ctx, mint }) {
      const responses = ctx.mcpReq.inputResponses;
      const name = given(ctx, 'user_name', 'name');
      const greeting = inputResponse(responses, 'greeting');
      const roots = inputResponse(responses, 'client_roots');
      if (name !== undefined && greeting.kind === 'sampling' && roots.kind === 'roots') {
        return saying(`${spoken(greeting.result.content)} ${name}, ${roots.roots.length} root(s)`);
      }
      return inputRequired({
        inputRequests: {
          user_name: ask('What is your name?', 'name'),
          greeting: askModel('Generate a greeting', 50),
          client_roots: inputRequired.listRoots(),
        },
        requestState: await mint({ tool: 'test_input_required_result_multiple_inputs', round: 1 }),
      });
    },
  },
  {
    name: 'test_input_required_result_multi_round',
    description: 'Asks two things, one after the other',
    inputSchema: NO_ARGUMENTS,
    async run(_, { ctx, mint }) {
      const tool = 'test_input_required_result_multi_round';
      const round = ctx.mcpReq.requestState<RoundState>()?.round ?? 0;
      const color = given(ctx, 'step2', 'color');
      if (round === 2 && color !== undefined) return saying(`Done: ${color}`);
      if (round >= 1 && (round === 2 || given(ctx, 'step1', 'name') !== undefined)) {
        const inputRequests = { step2: ask('Step 2: What is your favorite color?', 'color') };
        return inputRequired({ inputRequests, requestState: await mint({ tool, round: 2 }) });
      }
      const inputRequests = { step1: ask('Step 1: What is your name?', 'name') };
      return inputRequired({ inputRequests, requestState: await mint({ tool, round: 1 }) });
    },
  },
  {
    name: 'test_input_required_result_capabilities',
    description: 'Asks only what the client can answer',
    inputSchema: NO_ARGUMENTS,
    async run(_, context) {
      const can = capabilitiesOf(context);
      const inputRequests: InputRequests = {
        ...(can.elicitation ? { person: ask('What is your name?', 'name') } : {}),
        ...(can.sampling ? { model: askModel('Say hello', 50) } : {}),
        ...(can.roots ? { roots: inputRequired.listRoots() } : {}),
      };
      const answered = Object.keys(context.ctx.mcpReq.inputResponses ?? {}).length > 0;
      if (answered || Object.keys(inputRequests).length === 0) return saying('Nothing left to ask.');
      return inputRequired({ inputRequests });
    },
  },
];

async function confirmWithState(tool: string, { ctx, mint }: Parameters<FixtureTool['run']>[1]) {
  const state = ctx.mcpReq.requestState<RoundState>();
  const confirmed = acceptedContent(ctx.mcpReq.inputResponses, 'confirm');
  if (state?.tool === tool && confirmed !== undefined) return saying('state-ok');
  return inputRequired({
    inputRequests: { confirm: askToConfirm('Please confirm') },
    requestState: await mint({ tool, round: 1 }),
  });
}
