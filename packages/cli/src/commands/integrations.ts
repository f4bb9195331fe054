import { Command } from 'commander';
import type { Cli } from '../cli.ts';
import { table } from '../output/lines.ts';
import { asOperator } from '../wire/operator.ts';

export function integrationsCommand({ around, out, act }: Cli): Command {
  const integrations = new Command('integrations').description('services that can be connected');
  integrations
    .command('list')
    .description('all integrations')
    .action(
      act(async () => {
        const { items } = await asOperator(around, ({ client }) => client('listIntegrations'));
        const rows = items.map(({ id, title, version, operations, base_url }) => [
          id,
          title,
          version,
          String(operations),
          base_url,
        ]);
        out.show(items, () => table(['ID', 'SERVICE', 'VERSION', 'OPERATIONS', 'ADDRESS'], rows));
        return 0;
      }),
    );
  return integrations;
}
