import type { Client, OperationDetail, RouteReply } from '@agentport/contract';
import { Argument, Command } from 'commander';
import type { Cli } from '../cli.ts';
import { fields, jsonLines, type Line, styled, table } from '../output/lines.ts';
import { agentToken } from '../settings.ts';
import { asAgent } from '../wire/agent.ts';
import { every } from '../wire/every.ts';
import { asOperator } from '../wire/operator.ts';
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
          const items = await asOperator(around, ({ client }) => tiersOf(client, query.connection));
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
          const params = { name: name.connection, operation: name.operation };
          const detail = await asOperator(around, ({ client }) => client('describeTier', { params }));
          out.show(detail, () => detailLines(detail, detail.rule));
        }
        return 0;
      }),
    );

  return operations;
}

async function tiersOf(client: Client, connection: string | undefined): Promise<Tier[]> {
  const names =
    connection === undefined
      ? (await every(client, 'listConnections')).map(({ name }) => name)
      : [connection];
  const lists = await Promise.all(names.map((name) => client('listTiers', { params: { name } })));
  return lists.flatMap(({ items }) => items);
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

/** @param rule which tier or default gave the answer; agents are not told */
function detailLines(detail: OperationDetail, rule: string | null = null): Line[] {
  return [
    styled('bold', `${detail.connection}.${detail.name}`),
    detail.summary,
    ...fields([
      ['Service', detail.integration],
      ['Risk', detail.risk],
      ['Tier', detail.tier],
      ...(rule === null ? [] : [['Rule', rule] as const]),
    ]),
    styled('dim', 'Parameters'),
    ...jsonLines(detail.parameters),
  ];
}
