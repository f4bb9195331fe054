import type { ConnectionWire, ToolChangesWire } from '@agentport/contract';
import { Command } from 'commander';
import type { Cli } from '../cli.ts';
import { fields, type Line, styled, table } from '../output/lines.ts';
import { readCredential } from '../terminal/service-credential.ts';
import { every } from '../wire/every.ts';
import { asOperator } from '../wire/operator.ts';
import { addLimitCommand } from './connections/limit.ts';

export function connectionsCommand(cli: Cli): Command {
  const { around, out, act } = cli;
  const connections = new Command('connections').description('service accounts and their credentials');

  connections
    .command('add')
    .description(
      'connect a service; its key is read from standard input, never from an argument; several parts come as one JSON object',
    )
    .argument('<integration>', 'the service, as "integrations list" names it')
    .requiredOption('--name <name>', 'what agents call this connection')
    .option('--key-stdin', 'read the key from standard input (without it the terminal asks)')
    .option('--no-key', 'an MCP server that asks for no key')
    .option('--base-url <url>', "another address than the service's own; of an MCP server, the whole URL")
    .action(
      act(async (integration: string, options: AddOptions) => {
        const base = options.baseUrl === undefined ? {} : { base_url: options.baseUrl };
        const connection = await asOperator(around, async ({ client }) => {
          const credential = options.key ? await readCredential(around, client, integration) : {};
          const body = { integration, name: options.name, ...credential, ...base };
          return client('createConnection', { body });
        });
        out.show(connection, () => connectionLines(connection));
        return 0;
      }),
    );

  connections
    .command('list')
    .description('all connections')
    .action(
      act(async () => {
        const items = await asOperator(around, ({ client }) => every(client, 'listConnections'));
        out.show(items, () => connectionTable(items));
        return 0;
      }),
    );

  connections
    .command('replace-key')
    .description('replace the key of a connection')
    .argument('<name>')
    .option('--key-stdin', 'read the key from standard input (without it the terminal asks)')
    .action(
      act(async (name: string) => {
        const connection = await asOperator(around, async ({ client }) => {
          const { integration } = await client('readConnection', { params: { name } });
          const body = await readCredential(around, client, integration);
          return client('replaceCredential', { params: { name }, body });
        });
        out.show(connection, () => connectionLines(connection));
        return 0;
      }),
    );

  connections
    .command('test')
    .description('try the key with a harmless call')
    .argument('<name>')
    .action(
      act(async (name: string) => {
        const test = await asOperator(around, ({ client }) => client('testConnection', { params: { name } }));
        out.show(test, () => [
          [styled(test.ok ? 'green' : 'red', test.ok ? 'works' : 'fails'), `  ${test.message}`],
        ]);
        return test.ok ? 0 : 1;
      }),
    );

  connections
    .command('refresh-tools')
    .description('list the tools of an MCP server anew and pin them; says what changed')
    .argument('<name>')
    .action(
      act(async (name: string) => {
        const changes = await asOperator(around, ({ client }) =>
          client('refreshTools', { params: { name } }),
        );
        out.show(changes, () => toolLines(changes));
        return 0;
      }),
    );

  addLimitCommand(connections, cli);

  connections
    .command('remove')
    .description('remove a connection and its key')
    .argument('<name>')
    .action(
      act(async (name: string) => {
        await asOperator(around, ({ client }) => client('removeConnection', { params: { name } }));
        out.show({ removed: name }, () => [`Removed ${name}.`]);
        return 0;
      }),
    );

  return connections;
}

interface AddOptions {
  readonly name: string;
  readonly keyStdin?: true;
  /** false with `--no-key` */
  readonly key: boolean;
  readonly baseUrl?: string;
}

/** What a person must look at before agents use the tools again. */
function toolLines({ connection, refused, flagged, ...changes }: ToolChangesWire): Line[] {
  const rows = (['added', 'changed', 'removed'] as const).flatMap((what) =>
    changes[what].map((tool) => `${what.padEnd(8)} ${tool}`),
  );
  return [
    `${connection.name} has ${connection.operations} operations now.`,
    ...(rows.length === 0 ? ['Nothing changed.'] : rows),
    ...refused.map(({ tool, message }) => `left out ${tool}: ${message}`),
    ...flagged.map((operation) => `look at  ${operation}: its texts held hidden characters`),
  ];
}

function connectionLines(connection: ConnectionWire): Line[] {
  return fields([
    ['Connection', styled('bold', connection.name)],
    ['Service', connection.title],
    ['Address', connection.base_url],
    ['Operations', String(connection.operations)],
    ['Status', statusOf(connection)],
    ['Version', String(connection.version)],
  ]);
}

function statusOf({ status, reconnect }: ConnectionWire): string {
  return status === 'active' && reconnect !== null ? `reconnect (${reconnect.reason})` : status;
}

function connectionTable(connections: readonly ConnectionWire[]): Line[] {
  if (connections.length === 0) {
    return ['No connections yet. Add one: agentport connections add stripe --name stripe --key-stdin'];
  }
  const rows = connections.map((connection) => [
    connection.name,
    connection.integration,
    statusOf(connection),
    connection.base_url,
    connection.source ?? 'console',
  ]);
  return table(['NAME', 'INTEGRATION', 'STATUS', 'ADDRESS', 'OWNER'], rows);
}
