import { type AgentWire, type Client, RequestFailed, type RouteReply } from '@agentport/contract';
import { Command, Option } from 'commander';
import type { Cli } from '../cli.ts';
import { Failure } from '../failure.ts';
import { gatewayUrl } from '../settings.ts';
import type { Surroundings } from '../surroundings.ts';
import { every } from '../wire/every.ts';
import { runProgram } from '../wire/gateway-process.ts';
import { asOperator, type Operator } from '../wire/operator.ts';
import { nameList, wholeNumber } from './arguments.ts';
import { withoutServiceKeys } from './run/service-keys.ts';

interface RunOptions {
  readonly agent?: string;
  readonly connections?: string[];
  readonly minutes: number;
  readonly keep: string[];
}

const MINUTES_DEFAULT = 480;
const MINUTES_MAX = 7 * 24 * 60;

/** A command with a token of its own that ends with it, and without the keys the gateway is there to keep. */
export function runCommand({ around, out, act }: Cli): Command {
  return new Command('run')
    .description('run a command as an agent: with a short-lived token, without the keys of services')
    .usage('[options] -- <command> [arguments...]')
    .option(
      '--agent <name>',
      'the agent it runs as; made when there is none of this name (else one for this run)',
    )
    .addOption(
      new Option('--connections <names>', 'for a new agent: the only connections it may ask for').argParser(
        nameList,
      ),
    )
    .addOption(
      new Option('--minutes <n>', 'the token ends after this time at the latest')
        .argParser(wholeNumber(1, MINUTES_MAX))
        .default(MINUTES_DEFAULT),
    )
    .option('--keep <variable>', 'leave this variable in the environment (again for more)', append, [])
    .argument('<command...>', 'what to run')
    .action(
      act((command: string[], options: RunOptions) => {
        const { env, removed } = withoutServiceKeys(around.env, options.keep);
        if (removed.length > 0) {
          out.note(`Taken out of its environment (--keep NAME leaves one in): ${removed.join(', ')}`);
        }
        return asOperatorWhileItRuns(around, options, (given) =>
          runChild(around, command, { ...env, ...given }),
        );
      }),
    );
}

function append(value: string, all: string[]): string[] {
  return [...all, value];
}

/**
 * The gateway must run all the while, so that the token can be used and revoked. Killed outright, this process cannot
 * revoke it; then its short life ends it.
 */
async function asOperatorWhileItRuns(
  around: Surroundings,
  options: RunOptions,
  work: (given: Record<string, string>) => Promise<number>,
): Promise<number> {
  return asOperator(around, async (operator) => {
    requireRunning(operator);
    const { client } = operator;
    const url = await addressOf(around, client);
    const made = await tokenFor(client, options);
    try {
      return await work({ AGENTPORT_URL: url, AGENTPORT_TOKEN: made.token });
    } finally {
      await giveBack(client, made);
    }
  });
}

function requireRunning({ running }: Operator): void {
  if (!running) throw new Failure('not_running', 'No gateway runs here. Start it: agentport start');
}

/** What the person named, else what the gateway calls itself. */
async function addressOf(around: Surroundings, client: Client): Promise<string> {
  if (around.env.AGENTPORT_URL) return gatewayUrl(around).origin;
  return new URL((await client('status')).public_url).origin;
}

interface Made extends RouteReply<'createAgent'> {
  readonly tokenId: string;
  /** an agent of this run alone goes with it */
  readonly temporary: boolean;
}

async function tokenFor(client: Client, { agent: wanted, connections, minutes }: RunOptions): Promise<Made> {
  const known = wanted === undefined ? null : await agentNamed(client, wanted);
  if (known !== null && connections !== undefined) {
    throw new Failure('invalid_request', `${known.name} exists; --connections is for a new agent.`);
  }
  const name = wanted ?? freeName((await every(client, 'listAgents')).map((item) => item.name));
  const agent = known ?? (await newAgent(client, name, connections));
  const made = await client('rotateToken', {
    params: { id: agent.id },
    body: { expires_in_minutes: minutes },
  });
  return { ...made, tokenId: newestToken(made.agent), temporary: wanted === undefined };
}

async function agentNamed(client: Client, name: string): Promise<AgentWire | null> {
  try {
    return await client('readAgent', { params: { id: name } });
  } catch (error) {
    if (error instanceof RequestFailed && error.status === 404) return null;
    throw error;
  }
}

/** `run-1`, `run-2` …; one that another run takes at the same moment is refused there. */
function freeName(taken: readonly string[]): string {
  const numbers = taken.map((name) => Number(/^run-(\d{1,9})$/.exec(name)?.[1] ?? 0));
  return `run-${Math.max(0, ...numbers) + 1}`;
}

/** Made with a token that nobody has seen; it is revoked before anything runs. */
async function newAgent(client: Client, name: string, connections: string[] | undefined): Promise<AgentWire> {
  const given = connections === undefined ? {} : { connections };
  const { agent } = await client('createAgent', { body: { name, expires_in_days: 1, ...given } });
  await client('revokeToken', { params: { id: agent.id, token: newestToken(agent) } });
  return agent;
}

function newestToken({ tokens }: AgentWire): string {
  const newest = tokens.at(-1);
  if (newest === undefined) throw new Failure('internal', 'The gateway made no token.');
  return newest.id;
}

async function giveBack(client: Client, { agent, tokenId, temporary }: Made): Promise<void> {
  if (temporary) await client('removeAgent', { params: { id: agent.id } });
  else await client('revokeToken', { params: { id: agent.id, token: tokenId } });
}

function runChild(
  around: Surroundings,
  [command = '', ...args]: readonly string[],
  env: Record<string, string>,
): Promise<number> {
  return runProgram(around, { command, args, env }).catch((cause: NodeJS.ErrnoException) => {
    throw new Failure('invalid_request', `${command} cannot be started (${cause.code ?? 'failed'}).`, {
      cause,
    });
  });
}
