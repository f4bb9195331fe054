import type { RouteBody } from '@agentport/contract';
import type { Cli, ExitCode } from '../../cli.ts';
import { Failure } from '../../failure.ts';
import { openAsker } from '../../terminal/ask.ts';
import { withLocal } from '../../wire/local.ts';

export interface EraseOptions {
  readonly call?: string;
  readonly agent?: string;
  readonly day?: string;
  readonly before?: string;
  readonly reason: string;
  readonly yes?: true;
}

/** Erases content for good; what the log says about it stays, and the log goes on verifying. */
export async function eraseContent({ around, out }: Cli, options: EraseOptions): Promise<ExitCode> {
  const { yes, ...body } = options;
  if (!yes) await requireYes(body);
  const erased = await withLocal(around, ({ client }) => client('eraseContent', { body }));
  out.show(erased, () => [
    `Erased: ${erased.payloads} payloads${erased.days > 0 ? `, ${erased.days} keys of days` : ''}.`,
    'Backups made before still hold them, sealed: let them age out, or make a new one and delete the old.',
  ]);
  return 0;

  async function requireYes(wanted: RouteBody<'eraseContent'>): Promise<void> {
    const { reason: _, ...selectors } = wanted;
    const whose = Object.entries(selectors).map(([name, value]) => `${name} ${value}`);
    const asker = openAsker(around, 'Give --yes.');
    try {
      if (await asker.confirm(`Erase arguments, pages and results of ${whose.join(', ') || '?'} for good?`))
        return;
    } finally {
      asker.close();
    }
    throw new Failure('invalid_request', 'Nothing was erased.');
  }
}
