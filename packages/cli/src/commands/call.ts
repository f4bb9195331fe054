import { readFile } from 'node:fs/promises';
import path from 'node:path';
import {
  type ErrorBody,
  exitOfStatus,
  type HeldBody,
  type PendingBody,
  type ReleasedBody,
  RequestFailed,
} from '@agentport/contract';
import { Argument, Command, Option } from 'commander';
import type { Cli } from '../cli.ts';
import { Failure } from '../failure.ts';
import type { Surroundings } from '../surroundings.ts';
import { readStdin } from '../terminal/stdin.ts';
import { type AgentDoor, asAgent } from '../wire/agent.ts';
import { parseAnswer } from '../wire/client.ts';
import { AnswerLost } from '../wire/request.ts';
import { type OperationName, operationName, wholeNumber } from './arguments.ts';
import { endLines, endOf } from './call-end.ts';
import { WAIT_DEFAULT_S, WAIT_MAX_S, waitFor } from './wait-for.ts';

interface Options {
  readonly args: string;
  readonly why?: string;
  readonly wait: number;
  readonly key?: string;
  readonly session?: string;
}

export function callCommand(cli: Cli): Command {
  const { around, out, act } = cli;
  return new Command('call')
    .description('make a call as an agent (AGENTPORT_TOKEN)')
    .addArgument(new Argument('<connection.operation>').argParser(operationName))
    .option('--args <json>', 'arguments as JSON, @file, or - for standard input', '{}')
    .option('--why <text>', 'why, for the person who is asked')
    .addOption(
      new Option('--wait <seconds>', 'how long to wait for a person')
        .argParser(wholeNumber(0, WAIT_MAX_S))
        .default(WAIT_DEFAULT_S),
    )
    .option('--key <key>', 'idempotency key: the same key and arguments give the same answer for 24 hours')
    .option('--session <id>', 'run this call belongs to (else AGENTPORT_SESSION)')
    .action(
      act(async (name: OperationName, options: Options) => {
        const agent = asAgent(around);
        const answer = await makeCall(agent, around, name, options);
        if (!isPending(answer.body)) {
          out.show(answer.body, () => endLines(answer.body));
          return exitOfStatus(answer.status);
        }
        const pending = answer.body;
        const approval = await waitFor(cli, agent, pending.approval, options.wait);
        const end = approval && endOf(approval);
        out.show(end?.body ?? pending, () => endLines(end?.body ?? pending));
        return end?.exitCode ?? 2;
      }),
    );
}

type CallBody = ReleasedBody | PendingBody | HeldBody;

async function makeCall(
  agent: AgentDoor,
  around: Surroundings,
  { connection, operation }: OperationName,
  options: Options,
): Promise<{ status: number; body: CallBody }> {
  const args = await readArgs(around, options.args);
  const answer = await agent
    .call({
      connection,
      operation,
      args,
      key: options.key ?? null,
      session: options.session ?? (around.env.AGENTPORT_SESSION || null),
      note: options.why ?? null,
    })
    .catch(explainLoss);
  const body = parseAnswer(answer);
  if (answer.status >= 400) throw new RequestFailed(answer.status, body as ErrorBody);
  return { status: answer.status, body: body as CallBody };
}

/** The text is handed on as it is: what it means is for the gateway's strict parser alone (T17). */
async function readArgs({ cwd, stdin }: Surroundings, args: string): Promise<string> {
  if (args === '-') return readStdin(stdin);
  if (!args.startsWith('@')) return args;
  const file = path.resolve(cwd, args.slice(1));
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new Failure('invalid_request', `${file} cannot be read (${code}).`, { cause });
  }
}

function explainLoss(error: unknown): never {
  if (!(error instanceof AnswerLost)) throw error;
  throw new Failure(
    'outcome_unknown',
    `${error.message} Whether the call was made is not known. Look at it with an operator, or repeat it with the same --key.`,
    { cause: error },
  );
}

function isPending(body: CallBody): body is PendingBody {
  return body.status === 'approval_pending';
}
