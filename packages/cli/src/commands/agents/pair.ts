import type { PairingWire, RouteBody } from '@agentport/contract';
import { type Command, Option } from 'commander';
import type { Cli } from '../../cli.ts';
import { Failure } from '../../failure.ts';
import { fields, type Line, styled, table, time } from '../../output/lines.ts';
import { asking } from '../../terminal/credentials.ts';
import { asOperator } from '../../wire/operator.ts';
import { nameList, wholeNumber } from '../arguments.ts';

interface PairOptions {
  readonly name: string;
  readonly connections?: string[];
  readonly allConnections?: true;
  readonly tools?: 'auto' | 'native' | 'discover';
  readonly expiresInDays?: number;
  readonly yes?: true;
}

/** `agents pair|pairings|refuse`: those who show a code and wait to be let in. */
export function addPairCommands(agents: Command, { around, out, act }: Cli): void {
  agents
    .command('pair')
    .description('let a program in that shows a code; you choose its name and what it may ask for')
    .argument('<code>', 'as the program shows it, such as K7QM-2XRW')
    .requiredOption('--name <name>', 'the name of the new agent')
    .addOption(
      new Option(
        '--connections <names>',
        'the only connections it may ask for, separated by commas',
      ).argParser(nameList),
    )
    .option('--all-connections', 'every connection, those of tomorrow too')
    .addOption(new Option('--tools <how>', 'how MCP offers it tools').choices(['auto', 'native', 'discover']))
    .addOption(
      new Option('--expires-in-days <n>', 'days its token is good for').argParser(wholeNumber(1, 3650)),
    )
    .option('--yes', 'do not ask again')
    .action(
      act(async (code: string, options: PairOptions) => {
        const body = bodyOf(code, options);
        await asOperator(around, async ({ client }) => {
          const waiting = await client('lookPairing', { body: { code } });
          out.present(waitingLines(waiting, body));
          if (!options.yes) {
            const yes = await asking(around, (asker) =>
              asker.confirm('Is this the one whose code you read?'),
            );
            if (!yes) throw new Failure('invalid_request', 'Not let in. It still waits for an answer.');
          }
          await client('acceptPairing', { body });
        });
        out.show({ paired: body.name, connections: body.connections }, () => [
          `Let in as ${body.name}. It collects its token by itself within a few seconds.`,
        ]);
        return 0;
      }),
    );

  agents
    .command('pairings')
    .description('programs and command lines that wait to be let in; their codes are shown by them alone')
    .action(
      act(async () => {
        const { items } = await asOperator(around, ({ client }) => client('listPairings'));
        out.show(items, () => pairingTable(items));
        return 0;
      }),
    );

  agents
    .command('refuse')
    .description('refuse one that waits')
    .argument('<pairing-id>', 'as "agents pairings" shows it')
    .action(
      act(async (id: string) => {
        await asOperator(around, ({ client }) => client('refusePairing', { params: { id } }));
        out.show({ refused: id }, () => [`Refused ${id}.`]);
        return 0;
      }),
    );
}

function bodyOf(code: string, options: PairOptions): RouteBody<'acceptPairing'> {
  const { name, connections, allConnections, tools, expiresInDays } = options;
  if ((connections === undefined) === (allConnections === undefined)) {
    throw new Failure(
      'invalid_request',
      'Say what it may ask for: --connections NAME,NAME or --all-connections.',
    );
  }
  return {
    code,
    name,
    connections: connections ?? null,
    ...(tools === undefined ? {} : { tools }),
    ...(expiresInDays === undefined ? {} : { expires_in_days: expiresInDays }),
  };
}

function waitingLines(waiting: PairingWire, { name, connections }: RouteBody<'acceptPairing'>): Line[] {
  return fields([
    ['Calls itself', `${waiting.claimed_name} (unverified)`],
    ['From', waiting.address ?? 'this machine'],
    ['Asked', time(waiting.created_at)],
    ['Becomes', styled('bold', name)],
    ['May ask for', connections === null ? 'every connection' : connections.join(', ') || 'nothing'],
  ]);
}

function pairingTable(waiting: readonly PairingWire[]): Line[] {
  if (waiting.length === 0) return ['Nobody waits.'];
  const rows = waiting.map(({ id, kind, claimed_name, address, expires_at }) => [
    id,
    kind === 'agent' ? 'program' : 'command line',
    claimed_name,
    address ?? '-',
    time(expires_at),
  ]);
  return table(['PAIRING', 'KIND', 'CALLS ITSELF (UNVERIFIED)', 'FROM', 'UNTIL'], rows);
}
