import { lstatSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Command, Option } from 'commander';
import type { Cli } from '../cli.ts';
import { Failure } from '../failure.ts';
import { type Line, styled, table } from '../output/lines.ts';
import type { Surroundings } from '../surroundings.ts';
import { openAsker } from '../terminal/ask.ts';
import { CLIENTS, type ClientName, planClient } from './import/client-file.ts';
import { planEnv } from './import/env-file.ts';
import { fingerprint } from './import/known-keys.ts';
import { type Imported, moveKeys } from './import/move-keys.ts';
import type { Plan } from './import/plan.ts';

interface Options {
  readonly client?: ClientName;
  readonly agent: string;
  readonly baseUrl: Readonly<Record<string, string>>;
  readonly dryRun?: true;
  readonly yes?: true;
}

const FILE_BYTES_MAX = 1024 * 1024;

/** Where each client keeps its servers in a project; the others keep them in a home directory. */
const PLACES: Readonly<Partial<Record<ClientName, string>>> = {
  'claude-code': '.mcp.json',
  cursor: '.cursor/mcp.json',
  vscode: '.vscode/mcp.json',
};

export function importCommand({ around, out, act }: Cli): Command {
  return new Command('import')
    .description("move keys out of a project's .env, or an MCP client's settings, into the vault")
    .argument('[file]', '.env, .mcp.json, claude_desktop_config.json, mcp.json')
    .addOption(new Option('--client <name>', 'whose settings they are').choices(CLIENTS))
    .option('--agent <name>', 'name of the agent that is created for it', 'imported')
    .option('--base-url <integration=url>', 'another address for a service', addAddress, {})
    .option('--dry-run', 'only show what would be moved')
    .option('--yes', 'do not ask')
    .action(
      act(async (named: string | undefined, options: Options) => {
        const file = fileOf(around, named, options.client);
        const plan = planOf(file, options.client);
        const seen = plan.moves.map(({ place, what, key }) => ({ place, what, key: fingerprint(key) }));
        if (plan.moves.length === 0 || options.dryRun) {
          out.show({ file, moves: seen, left: plan.left }, () => planLines(file, plan));
          return 0;
        }
        out.present(planLines(file, plan));
        if (!options.yes) await requireYes(around);
        const imported = await moveKeys(around, {
          file,
          plan,
          agent: options.agent,
          addresses: options.baseUrl,
        });
        out.show({ ...imported, left: plan.left }, () => importedLines(file, imported));
        return 0;
      }),
    );
}

function addAddress(text: string, before: Readonly<Record<string, string>>): Record<string, string> {
  const [, integration, url] = /^([a-z][a-z0-9-]*)=(https?:\/\/.+)$/.exec(text) ?? [];
  if (integration && url) return { ...before, [integration]: url };
  throw new Failure('invalid_request', '--base-url is written as stripe=https://…');
}

function fileOf({ cwd }: Surroundings, named: string | undefined, client: ClientName | undefined): string {
  const file = named ?? (client === undefined ? '.env' : PLACES[client]);
  if (client === 'codex' || file?.endsWith('.toml')) {
    throw new Failure(
      'invalid_request',
      'Settings in TOML are not changed here. Add the key with "agentport connections add", and the gateway with ' +
        '"codex mcp add agentport --url http://localhost:3000/mcp --bearer-token-env-var AGENTPORT_TOKEN".',
    );
  }
  if (file === undefined)
    throw new Failure('invalid_request', `Name the file in which ${client} keeps its servers.`);
  return path.resolve(cwd, file);
}

function planOf(file: string, client: ClientName | undefined): Plan {
  const text = readSmall(file);
  const name = path.basename(file);
  if (client === undefined && /^\.env(\.|$)/.test(name)) return planEnv(text);
  return planClient(text, client ?? clientOf(file, name));
}

function clientOf(file: string, name: string): ClientName {
  if (name === 'claude_desktop_config.json') return 'claude-desktop';
  const folder = path.basename(path.dirname(file));
  if (name === 'mcp.json' && folder === '.cursor') return 'cursor';
  if (name === 'mcp.json' && folder === '.vscode') return 'vscode';
  if (name === '.mcp.json') return 'claude-code';
  throw new Failure('invalid_request', `Say whose settings ${name} holds, with --client.`);
}

/** A link is refused: writing through it would change a file that nobody named. */
function readSmall(file: string): string {
  const about = lstatSync(file, { throwIfNoEntry: false });
  if (about === undefined) throw new Failure('not_found', `There is no ${file}.`);
  if (!about.isFile() || about.size > FILE_BYTES_MAX) {
    throw new Failure('invalid_request', `${file} is not a plain file of at most 1 MiB.`);
  }
  return readFileSync(file, 'utf8');
}

async function requireYes(around: Surroundings): Promise<void> {
  const asker = openAsker(around, 'Give --yes, or --dry-run to only look.');
  try {
    if (await asker.confirm('Move them?')) return;
  } finally {
    asker.close();
  }
  throw new Failure('invalid_request', 'Nothing was moved.');
}

function planLines(file: string, { moves, left }: Plan): Line[] {
  if (moves.length === 0 && left.length === 0) return [`No keys of services that are known here in ${file}.`];
  const rows = moves.map(({ place, what, key, integration }) => [place, what, integration, fingerprint(key)]);
  return [
    ...(rows.length === 0 ? [] : table(['FROM', 'WHAT', 'INTEGRATION', 'KEY'], rows)),
    ...left.map(({ place, why }) => [styled('dim', `left: ${place} (${why})`)]),
  ];
}

function importedLines(file: string, { connections, agent, original }: Imported): Line[] {
  return [
    ...connections.map(({ name, from }) => `${from} is in the vault: connection ${name}`),
    `${file} points to AgentPort now, with the token of the agent ${agent}.`,
    styled('yellow', `The old file, with the keys in it, is ${original}. Remove it once everything works.`),
    styled('yellow', 'The keys lay on disk: make new ones in each service, and give them with'),
    ...connections.map(({ name }) => `  agentport connections replace-key ${name} --key-stdin`),
  ];
}
