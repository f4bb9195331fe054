import { type ErrorBody, errorBody, RequestFailed } from '@agentport/contract';
import { Command, CommanderError, Option } from 'commander';
import type { Cli } from './cli.ts';
import { agentsCommand } from './commands/agents.ts';
import { approvalsCommand } from './commands/approvals.ts';
import { auditCommand } from './commands/audit.ts';
import { awaitCommand } from './commands/await.ts';
import { backupCommand } from './commands/backup.ts';
import { bootstrapCommand } from './commands/bootstrap.ts';
import { callCommand } from './commands/call.ts';
import { completeNamesCommand, completionsCommand } from './commands/completions.ts';
import { configCommand } from './commands/config.ts';
import { connectionsCommand } from './commands/connections.ts';
import { dbCommand } from './commands/db.ts';
import { doctorCommand } from './commands/doctor.ts';
import { importCommand } from './commands/import.ts';
import { integrationsCommand } from './commands/integrations.ts';
import { loginCommand, logoutCommand, whoamiCommand } from './commands/login.ts';
import { operationsCommand } from './commands/operations.ts';
import { peopleCommand } from './commands/people.ts';
import { policyCommand } from './commands/policy.ts';
import { restoreCommand } from './commands/restore.ts';
import { runCommand } from './commands/run.ts';
import { startCommand } from './commands/start.ts';
import { stopCommand } from './commands/stop.ts';
import { tokensCommand } from './commands/tokens.ts';
import { unsealCommand } from './commands/unseal.ts';
import { vaultCommand } from './commands/vault.ts';
import { Failure } from './failure.ts';
import { jsonLines, styled } from './output/lines.ts';
import { createOutput, FORMATS, type Format, type Output } from './output/output.ts';
import type { Surroundings } from './surroundings.ts';

const COMMANDS = [
  startCommand,
  doctorCommand,
  bootstrapCommand,
  agentsCommand,
  peopleCommand,
  tokensCommand,
  connectionsCommand,
  configCommand,
  integrationsCommand,
  operationsCommand,
  callCommand,
  awaitCommand,
  approvalsCommand,
  policyCommand,
  auditCommand,
  vaultCommand,
  unsealCommand,
  importCommand,
  backupCommand,
  restoreCommand,
  dbCommand,
  stopCommand,
  runCommand,
  loginCommand,
  logoutCommand,
  whoamiCommand,
  completionsCommand,
];

/**
 * Runs one command.
 * @param argv without node and script
 * @returns the exit code; it never throws for anything a person can put right
 */
export async function run(argv: readonly string[], around: Surroundings): Promise<number> {
  const out = createOutput(around, formatIn(argv));
  const state = { exitCode: 0 };
  const cli: Cli = {
    around,
    out,
    act:
      (work) =>
      async (...args) => {
        state.exitCode = await work(...args);
      },
  };
  try {
    await program(cli).parseAsync(argv, { from: 'user' });
    return state.exitCode;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return 0;
    return report(out, bodyOf(error, argv));
  }
}

function program(cli: Cli): Command {
  const root = new Command('agentport')
    .description('Gateway between AI agents and the services they act on.')
    .version(cli.around.version)
    .addOption(
      new Option('-o, --output <format>', 'how results are written').choices(FORMATS).default('human'),
    )
    .helpCommand(false);
  for (const command of COMMANDS) root.addCommand(command(cli));
  root.addCommand(completeNamesCommand(cli), { hidden: true });
  configure(root, cli);
  return root;
}

/** Help and version go to stdout; what is wrong with the arguments is reported like every other error. */
function configure(command: Command, cli: Cli): void {
  command.exitOverride().configureOutput({
    writeOut: (text) => cli.around.stdout.write(text),
    writeErr: () => undefined,
    getOutHasColors: () => false,
    getErrHasColors: () => false,
  });
  if (command.parent) command.copyInheritedSettings(command.parent);
  for (const child of command.commands) configure(child, cli);
}

/** The format is needed before the arguments are understood: their errors are written in it as well. */
function formatIn(argv: readonly string[]): Format {
  const end = argv.indexOf('--'); // what follows belongs to another program
  const own = end === -1 ? argv : argv.slice(0, end);
  const given = own.map((arg, at) => {
    if (arg === '-o' || arg === '--output') return own[at + 1];
    return /^(?:-o|--output=)(.+)$/.exec(arg)?.[1];
  });
  return FORMATS.find((format) => given.includes(format)) ?? 'human';
}

function bodyOf(error: unknown, argv: readonly string[]): ErrorBody {
  if (error instanceof RequestFailed || error instanceof Failure) {
    return errorBody(error.code, error.message, error.details);
  }
  if (error instanceof CommanderError)
    return errorBody('invalid_request', `${sentenceOf(error)} ${hint(error, argv)}`);
  throw error;
}

function sentenceOf(error: CommanderError): string {
  if (error.code === 'commander.help') return 'Say what to do.';
  const sentence = error.message.replace(/^error: /, '').replaceAll('\n', ' ');
  return /[.?!)]$/.test(sentence) ? sentence : `${sentence}.`;
}

function hint({ code }: CommanderError, [command = '']: readonly string[]): string {
  return code !== 'commander.unknownCommand' && /^[a-z]+$/.test(command)
    ? `See "agentport ${command} --help".`
    : 'See "agentport --help".';
}

function report(out: Output, body: ErrorBody): 1 {
  const { code, message, details } = body.error;
  if (out.format === 'human') {
    const more = details === undefined ? [] : jsonLines(details);
    out.note([styled('red', 'agentport: '), `${message} [${code}]`], ...more);
  } else {
    out.show(body, () => []);
  }
  return 1;
}
