import { type OperatorTokenWire, SCOPES, type Scope } from '@agentport/contract';
import { Command, InvalidArgumentError, Option } from 'commander';
import type { Cli } from '../cli.ts';
import { fields, type Line, styled, table, time } from '../output/lines.ts';
import { every } from '../wire/every.ts';
import { asOperator } from '../wire/operator.ts';
import { wholeNumber } from './arguments.ts';

const DAYS_MAX = 90;
const SCOPE_NAMES = Object.keys(SCOPES) as Scope[];

interface CreateOptions {
  readonly name: string;
  readonly scopes: Scope[];
  readonly expiresInDays: number;
}

export function tokensCommand(cli: Cli): Command {
  const { around, out, act } = cli;
  const tokens = new Command('tokens').description(
    'tokens for automation: a few named things, and never a decision',
  );

  tokens
    .command('create')
    .description('create a token for automation; it is shown once')
    .requiredOption('--name <name>', 'what it is for')
    .addOption(
      new Option('--scopes <scopes>', `what it may do: ${SCOPE_NAMES.join(', ')}`)
        .argParser(readScopes)
        .makeOptionMandatory(),
    )
    .addOption(
      new Option('--expires-in-days <n>', `days it is good for, at most ${DAYS_MAX}`)
        .argParser(wholeNumber(1, DAYS_MAX))
        .default(30),
    )
    .action(
      act(async ({ name, scopes, expiresInDays: expires_in_days }: CreateOptions) => {
        const body = { name, scopes, expires_in_days };
        const created = await asOperator(around, ({ client }) => client('createOperatorToken', { body }));
        out.show(created, () => [
          ...fields([
            ['Name', created.made.name],
            ['Id', created.made.id],
            ['May', created.made.scopes.join(', ')],
            ['Until', time(created.made.expires_at)],
            ['Token', styled('bold', created.token)],
          ]),
          'This token is shown once. Send it as "Authorization: Bearer …" to the operator API.',
        ]);
        return 0;
      }),
    );

  tokens
    .command('list')
    .description('all tokens for automation')
    .action(
      act(async () => {
        const items = await asOperator(around, ({ client }) => every(client, 'listOperatorTokens'));
        out.show(items, () => tokenTable(items));
        return 0;
      }),
    );

  tokens
    .command('revoke')
    .description('revoke a token at once')
    .argument('<token-id>', 'id, as "tokens list" shows it')
    .action(
      act(async (id: string) => {
        await asOperator(around, ({ client }) => client('revokeOperatorToken', { params: { id } }));
        out.show({ revoked: id }, () => [`Revoked ${id}.`]);
        return 0;
      }),
    );

  return tokens;
}

function readScopes(text: string): Scope[] {
  return text.split(',').map((word) => {
    const scope = SCOPE_NAMES.find((name) => name === word.trim());
    if (scope !== undefined) return scope;
    throw new InvalidArgumentError(`There is no scope "${word}". Choose of: ${SCOPE_NAMES.join(', ')}.`);
  });
}

function tokenTable(tokens: readonly OperatorTokenWire[]): Line[] {
  if (tokens.length === 0) return ['No tokens for automation yet.'];
  const rows = tokens.map((token) => [
    token.name,
    token.id,
    token.scopes.join(' '),
    token.revoked_at === null ? time(token.expires_at) : 'revoked',
    time(token.used_at),
  ]);
  return table(['NAME', 'ID', 'SCOPES', 'UNTIL', 'LAST USED'], rows);
}
