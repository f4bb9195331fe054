import { Command, Option } from 'commander';
import type { Cli } from '../cli.ts';
import { asOperator } from '../wire/operator.ts';
import { wholeNumber } from './arguments.ts';
import { accept } from './audit/accept.ts';
import { entryPage } from './audit/entries.ts';
import { exportLog } from './audit/export.ts';
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
    .command('accept')
    .description('take the log as it is, after a restore or a lost witness; shows first what is accepted')
    .option('--yes', 'do not ask')
    .action(act((options: { yes?: true }) => accept(cli, options)));

  return audit;
}
