import { Command } from 'commander';
import type { Cli } from '../cli.ts';
import { fields, styled } from '../output/lines.ts';
import { askForJson } from '../wire/gateway-json.ts';

/** What `main.ts copy-database` writes. */
interface Copied {
  readonly to: string;
  readonly from: string;
  readonly tables: number;
  readonly rows: number;
  readonly log: { readonly size: number; readonly root: string | null };
}

export function dbCommand(cli: Cli): Command {
  const { around, out, act } = cli;
  const db = new Command('db').description('where the state of this installation is kept');
  db.command('copy')
    .description('copy everything from SQLite to the empty PostgreSQL database that DATABASE_URL names')
    .action(
      act(async () => {
        const copied = await askForJson<Copied>(around, ['copy-database']);
        out.show(copied, () => [
          styled('green', 'Copied and verified'),
          ...fields([
            ['From', copied.from],
            ['To', copied.to],
            ['Rows', `${copied.rows} in ${copied.tables} tables`],
            ['Log', `${copied.log.size} entries, root ${copied.log.root}`],
          ]),
          'Start with DATABASE_URL set, as now. Then move the old file away: it still opens as an installation of its own.',
        ]);
        return 0;
      }),
    );
  return db;
}
