import type { AuditEntryWire, Client } from '@agentport/contract';
import type { Cli, ExitCode } from '../../cli.ts';
import { Failure } from '../../failure.ts';
import { asOperator } from '../../wire/operator.ts';
import { entryLine, newestEntries } from './entries.ts';

const LOOK_EVERY_MS = 1000;
/** More than this between two looks is left out, and said. */
const BETWEEN_MAX = 1000;

export function tail({ around, out }: Cli, options: { lines: number; follow?: true }): Promise<ExitCode> {
  const print = (entries: readonly AuditEntryWire[]) => {
    for (const entry of entries) out.item(entry, () => [entryLine(entry)]);
  };
  return asOperator<ExitCode>(around, async ({ client, running }) => {
    const entries = await newestEntries(client, options.lines);
    print(entries);
    if (!options.follow) return 0;
    if (!running)
      throw new Failure(
        'not_running',
        'No gateway runs here, so nothing new is written. Leave out --follow.',
      );
    return follow(client, entries.at(-1)?.index ?? -1);
  });

  /** Ends when the gateway does, or by Ctrl-C. */
  async function follow(client: Client, from: number): Promise<never> {
    let last = from;
    for (;;) {
      await around.wait(LOOK_EVERY_MS);
      const [newest] = await newestEntries(client, 1);
      if (newest === undefined || newest.index <= last) continue;
      const missed = newest.index - last;
      if (missed > BETWEEN_MAX) out.note(`${missed - BETWEEN_MAX} entries left out; "audit export" has all.`);
      const fresh = await newestEntries(client, Math.min(missed, BETWEEN_MAX));
      print(fresh.filter(({ index }) => index > last));
      last = fresh.at(-1)?.index ?? last;
    }
  }
}
