import { Command, Option } from 'commander';
import type { Cli } from '../cli.ts';
import { asOperator } from '../wire/operator.ts';
import { wholeNumber } from './arguments.ts';
import { accept } from './audit/accept.ts';
import { entryPage } from './audit/entries.ts';
import { type EraseOptions, eraseContent } from './audit/erase.ts';
import { exportLog } from './audit/export.ts';
import { checkProof, prove } from './audit/prove.ts';
import { tail } from './audit/tail.ts';
import { verify } from './audit/verify.ts';

const LINES_MAX = 10_000;

export function auditCommand(cli: Cli): Command {
  const { around, out, act } = cli;
  const audit = new Command('audit').description('the log of everything that was asked, decided and done');

  audit
    .command('verify')
    .description('check the whole log, or an export of it, without a running gateway')
    .option('--export <file>', 'an exported log instead of the one here')
    .action(act((options: { export?: string }) => verify(cli, options.export)));

  audit
    .command('tail')
    .description('the newest entries')
    .addOption(new Option('-n, --lines <n>', 'how many').argParser(wholeNumber(1, LINES_MAX)).default(20))
    .option('--follow', 'and those that are written from now on')
    .action(act((options: { lines: number; follow?: true }) => tail(cli, options)));

  audit
    .command('show')
    .description('one entry')
    .argument('<entry>', 'its number, or its id evt_…')
    .action(
      act(async (name: string) => {
        const entry = await asOperator(around, ({ client }) =>
          client('readAudit', { params: { entry: name } }),
        );
        out.show(entry, () => entryPage(entry));
        return 0;
      }),
    );

  audit
    .command('export')
    .description('write the log to a new file, as JSON lines')
    .argument('<file>')
    .action(act((file: string) => exportLog(cli, file)));

  audit
    .command('prove')
    .description('show to others that an entry stands in the signed log')
    .argument('<entry>', "an entry's number or id, or a call's id for its last entry")
    .argument('[file]', 'where to write it; standard output when absent')
    .addOption(
      new Option('--since <size>', 'also show that the log continues the checkpoint of this size').argParser(
        wholeNumber(1, Number.MAX_SAFE_INTEGER),
      ),
    )
    .action(
      act((entry: string, file: string | undefined, { since }: { since?: number }) =>
        prove(cli, entry, {
          ...(file === undefined ? {} : { file }),
          ...(since === undefined ? {} : { since }),
        }),
      ),
    );

  audit
    .command('check-proof')
    .description('check a proof with nothing but the public key of the log')
    .argument('<file>')
    .requiredOption('--key <key>', 'the public key, from where you trust it')
    .action(act((file: string, { key }: { key: string }) => checkProof(cli, file, key)));

  audit
    .command('erase')
    .description(
      'erase arguments, pages and results for good; the log keeps its digests and goes on verifying',
    )
    .option('--call <id>', 'of one call')
    .option('--agent <name>', 'of one agent')
    .option('--day <date>', 'of one UTC day, such as 2026-11-21')
    .option('--before <date>', 'of all days before this one')
    .requiredOption('--reason <text>', 'why; it goes into the log')
    .option('--yes', 'do not ask')
    .action(act((options: EraseOptions) => eraseContent(cli, options)));

  audit
    .command('accept')
    .description('take the log as it is, after a restore or a lost witness; shows first what is accepted')
    .option('--yes', 'do not ask')
    .action(act((options: { yes?: true }) => accept(cli, options)));

  return audit;
}
