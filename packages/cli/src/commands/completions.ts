import { Argument, Command } from 'commander';
import type { Cli } from '../cli.ts';
import { agentToken } from '../settings.ts';
import { asAgent } from '../wire/agent.ts';
import { runsHere, withLocal } from '../wire/local.ts';
import { bashScript } from './completions/bash.ts';
import { fishScript } from './completions/fish.ts';
import { NAME_KINDS, type NameKind, shapesOf } from './completions/shape.ts';
import { zshScript } from './completions/zsh.ts';

const WRITERS = { bash: bashScript, zsh: zshScript, fish: fishScript } as const;
type Shell = keyof typeof WRITERS;

/** Scripts made from the commands as they are. */
export function completionsCommand({ around, act }: Cli): Command {
  const completions = new Command('completions')
    .description('write the completion script of a shell, e.g. source <(agentport completions bash)')
    .addArgument(new Argument('<shell>').choices(Object.keys(WRITERS)));
  return completions.action(
    act(async (shell: Shell) => {
      around.stdout.write(WRITERS[shell](shapesOf(completions.parent ?? completions)));
      return 0;
    }),
  );
}

/** Names for a shell that completes. Only where asking is cheap, and silent where it cannot be asked. */
export function completeNamesCommand({ around, act }: Cli): Command {
  return new Command('complete-names').addArgument(new Argument('<kind>').choices(NAME_KINDS)).action(
    act(async (kind: NameKind) => {
      const names = await namesOf(kind).catch(() => []);
      around.stdout.write(names.map((name) => `${name}\n`).join(''));
      return 0;
    }),
  );

  async function namesOf(kind: NameKind): Promise<string[]> {
    if (agentToken(around) !== null) {
      const { items } = await asAgent(around).client('listOperations', { query: {} });
      if (kind === 'operations') return items.map(({ connection, name }) => `${connection}.${name}`);
      return kind === 'connections' ? [...new Set(items.map(({ connection }) => connection))] : [];
    }
    if (!(await runsHere(around))) return [];
    return withLocal(around, async ({ client }) => {
      if (kind === 'agents') return (await client('listAgents')).items.map(({ name }) => name);
      const connections = (await client('listConnections')).items.map(({ name }) => name);
      if (kind === 'connections') return connections;
      const lists = await Promise.all(connections.map((name) => client('listTiers', { params: { name } })));
      return lists.flatMap(({ items }) => items.map((item) => `${item.connection}.${item.operation}`));
    });
  }
}
