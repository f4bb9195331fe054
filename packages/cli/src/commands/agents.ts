import type { AgentWire, RouteReply } from '@agentport/contract';
import { Command, Option } from 'commander';
import type { Cli } from '../cli.ts';
import { fields, type Line, styled, table, time } from '../output/lines.ts';
import { every } from '../wire/every.ts';
import { asOperator } from '../wire/operator.ts';
import { addPairCommands } from './agents/pair.ts';
import { nameList, wholeNumber } from './arguments.ts';

const DAYS_MAX = 3650;

export function agentsCommand(cli: Cli): Command {
  const { around, out, act } = cli;
  const agents = new Command('agents').description('the programs that may ask, and their tokens');
  const expiresInDays = () =>
    new Option('--expires-in-days <n>', 'days the token is good for').argParser(wholeNumber(1, DAYS_MAX));

  agents
    .command('create')
    .description('create an agent; its token is shown once')
    .requiredOption('--name <name>', 'its name')
    .addOption(new Option('--tools <how>', 'how MCP offers it tools').choices(['auto', 'native', 'discover']))
    .addOption(expiresInDays())
    .addOption(
      new Option('--connections <names>', 'the only connections it may ask for (else every one)').argParser(
        nameList,
      ),
    )
    .option('--test', 'for tests: people may really call in its name in the playground; never changed later')
    .action(
      act(async (options: CreateOptions) => {
        const { name, tools, connections, test, expiresInDays: expires_in_days } = options;
        const body = {
          name,
          ...(tools === undefined ? {} : { tools }),
          ...(test === undefined ? {} : { test }),
          ...(connections === undefined ? {} : { connections }),
          ...(expires_in_days === undefined ? {} : { expires_in_days }),
        };
        const created = await asOperator(around, ({ client }) => client('createAgent', { body }));
        out.show(created, () => tokenLines(created));
        return 0;
      }),
    );

  agents
    .command('list')
    .description('all agents')
    .action(
      act(async () => {
        const items = await asOperator(around, ({ client }) => every(client, 'listAgents'));
        out.show(items, () => agentTable(items));
        return 0;
      }),
    );

  agents
    .command('remove')
    .description('remove an agent and its tokens')
    .argument('<name>', 'name or id')
    .action(
      act(async (id: string) => {
        await asOperator(around, ({ client }) => client('removeAgent', { params: { id } }));
        out.show({ removed: id }, () => [`Removed ${id}.`]);
        return 0;
      }),
    );

  agents
    .command('rotate')
    .description('make a new token; the old ones go on until they are revoked')
    .argument('<name>', 'name or id')
    .addOption(expiresInDays())
    .action(
      act(async (id: string, options: { expiresInDays?: number }) => {
        const days = options.expiresInDays;
        const body = days === undefined ? {} : { expires_in_days: days };
        const made = await asOperator(around, ({ client }) =>
          client('rotateToken', { params: { id }, body }),
        );
        out.show(made, () => tokenLines(made));
        return 0;
      }),
    );

  agents
    .command('revoke')
    .description('revoke one token at once')
    .argument('<name>', 'name or id of the agent')
    .argument('<token-id>', 'id of the token, as "agents list" shows it')
    .action(
      act(async (id: string, token: string) => {
        await asOperator(around, ({ client }) => client('revokeToken', { params: { id, token } }));
        out.show({ revoked: token }, () => [`Revoked ${token}.`]);
        return 0;
      }),
    );

  agents
    .command('stop')
    .description('stop an agent: nothing it asks is done until a person releases it')
    .argument('<name>', 'name or id')
    .action(
      act(async (id: string) => {
        const agent = await asOperator(around, ({ client }) => client('stopAgent', { params: { id } }));
        out.show(agent, () => [`Stopped ${agent.name}. A person releases it in the console.`]);
        return 0;
      }),
    );

  addPairCommands(agents, cli);
  return agents;
}

interface CreateOptions {
  readonly name: string;
  readonly tools?: AgentWire['tools'];
  readonly connections?: string[];
  readonly expiresInDays?: number;
  readonly test?: true;
}

function tokenLines({ agent, token }: RouteReply<'createAgent'>): Line[] {
  const newest = agent.tokens.at(-1);
  return [
    ...fields([
      ['Agent', styled('bold', agent.name)],
      ['Id', agent.id],
      ...(agent.test ? ([['For', 'tests: people may play as it']] as const) : []),
      ['Expires', time(newest?.expires_at ?? null)],
      ['Token', styled('bold', token)],
    ]),
    'This token is shown once. Give it to the agent as AGENTPORT_TOKEN.',
  ];
}

function agentTable(agents: readonly AgentWire[]): Line[] {
  if (agents.length === 0) return ['No agents yet. Create one: agentport agents create --name NAME'];
  const rows = agents.map((agent) => [
    agent.test ? `${agent.name} (for tests)` : agent.name,
    agent.id,
    agent.status,
    agent.tools,
    agent.connections === null ? 'all' : agent.connections.join(' ') || 'none',
    String(agent.waiting),
    tokensOf(agent),
  ]);
  return table(['NAME', 'ID', 'STATUS', 'TOOLS', 'CONNECTIONS', 'WAITING', 'TOKENS'], rows);
}

function tokensOf({ tokens }: AgentWire): string {
  const good = tokens.filter((token) => token.revoked_at === null);
  return good.map((token) => token.id).join(' ') || '-';
}
