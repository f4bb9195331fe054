import assert from 'node:assert/strict';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type CleansUp, temporaryDirectory } from './temp.ts';

const REPOSITORY_OWN = fileURLToPath(new URL('../../integrations', import.meta.url));

/** The sandbox's integrations in a directory of their own, to be edited as an upgrade would. */
export interface IntegrationsCopy {
  readonly directory: string;
  /** replaces text that must be there, once, in Stripe's manifest */
  edit(from: string, to: string): void;
}

export function copyIntegrations(owner: CleansUp): IntegrationsCopy {
  const directory = temporaryDirectory(owner, 'integrations');
  for (const name of ['stripe', 'github']) {
    cpSync(join(REPOSITORY_OWN, name), join(directory, name), { recursive: true });
  }
  const manifest = join(directory, 'stripe', 'integration.yaml');
  return {
    directory,
    edit(from, to) {
      const text = readFileSync(manifest, 'utf8');
      assert.ok(text.includes(from), `the manifest does not say ${from}`);
      writeFileSync(manifest, text.replace(from, to));
    },
  };
}
