import type { Client, OperationDetail, RouteReply } from '@agentport/contract';
import { Argument, Command } from 'commander';
import type { Cli } from '../cli.ts';
import { Failure } from '../failure.ts';
import { fields, jsonLines, type Line, styled, table } from '../output/lines.ts';
import { agentToken } from '../settings.ts';
import { asAgent } from '../wire/agent.ts';
import { withLocal } from '../wire/local.ts';
import { type OperationName, operationName } from './arguments.ts';

type Tier = RouteReply<'listTiers'>['items'][number];

/** With AGENTPORT_TOKEN: what this agent may get. Without: what the gateway of this machine has, as its administrator. */
export function operationsCommand({ around, out, act }: Cli): Command {
  const operations = new Command('operations').description('what can be called');

  operations
    .command('list')
    .description('all operations, with what happens when an agent calls one')
    .option('--connection <name>', 'of one connection')
    .option('--search <words>', 'only those that fit (with AGENTPORT_TOKEN)')
    .action(
      act(async (query: { connection?: string; search?: string }) => {
        if (agentToken(around) !== null) {
          const { items } = await asAgent(around).client('listOperations', { query });
          out.show(items, () => operationTable(items.map((item) => ({ ...item, operation: item.name }))));
        } else {
          const items = await withLocal(around, ({ client }) => tiersOf(client, query.connection));
          out.show(items, () => operationTable(items));
        }
        return 0;
      }),
    );

  operations
    .command('describe')
    .description('one operation with its parameters')
    .addArgument(new Argument('<connection.operation>').argParser(operationName))
    .action(
      act(async (name: OperationName) => {
        if (agentToken(around) !== null) {
          const params = { connection: name.connection, operation: name.operation };
          const detail = await asAgent(around).client('describeOperation', { params });
          out.show(detail, () => detailLines(detail));
        } else {
          const tier = await withLocal(around, ({ client }) => tierOf(client, name));
          out.show(tier, () => tierLines(tier));
        }
        return 0;
      }),
    );

  return operations;
}

async function tiersOf(client: Client, connection: string | undefined): Promise<Tier[]> {
  const names =
    connection === undefined ? (await client('listConnections')).items.map(({ name }) => name) : [connection];
  const lists = await Promise.all(names.map((name) => client('listTiers', { params: { name } })));
  return lists.flatMap(({ items }) => items);
}

async function tierOf(client: Client, { connection, operation }: OperationName): Promise<Tier> {
  const found = (await tiersOf(client, connection)).find((tier) => tier.operation === operation);
  if (found !== undefined) return found;
  throw new Failure(
    'unknown_operation',
    `${connection} has no operation "${operation}". See "agentport operations list --connection ${connection}".`,
  );
}

function operationTable(
  operations: readonly Pick<Tier, 'connection' | 'operation' | 'risk' | 'tier' | 'title'>[],
): Line[] {
  if (operations.length === 0) return ['No operations. Connect a service first: agentport connections add …'];
  const rows = operations.map(({ connection, operation, risk, tier, title }) => [
    `${connection}.${operation}`,
    risk,
    tier,
    title,
  ]);
  return table(['OPERATION', 'RISK', 'TIER', 'TITLE'], rows);
}

function detailLines(detail: OperationDetail): Line[] {
  return [
    styled('bold', `${detail.connection}.${detail.name}`),
    detail.summary,
    ...fields([
      ['Service', detail.integration],
      ['Risk', detail.risk],
      ['Tier', detail.tier],
    ]),
    styled('dim', 'Parameters'),
    ...jsonLines(detail.parameters),
  ];
}

function tierLines(tier: Tier): Line[] {
  return [
    styled('bold', `${tier.connection}.${tier.operation}`),
    tier.title,
    ...fields([
      ['Category', tier.category],
      ['Risk', tier.risk],
      ['Tier', tier.tier],
      ['Rule', tier.rule ?? '-'],
    ]),
    'Set AGENTPORT_TOKEN to see its parameters as an agent does.',
  ];
}
