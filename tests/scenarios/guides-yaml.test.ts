import assert from 'node:assert/strict';
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { checkConfigFile } from '../../packages/gateway/src/config-file/index.ts';
import { temporaryDirectory } from '../support/temp.ts';

const GUIDES = fileURLToPath(new URL('../../docs/guides', import.meta.url));
const FILE_KEYS = /^(?:# agentport\.yaml\n)?(?:integrations|agents|rules|approvals|limits):/;

for (const guide of globSync('*.md', { cwd: GUIDES })) {
  const text = readFileSync(path.join(GUIDES, guide), 'utf8');
  const blocks = [...text.matchAll(/^```yaml\n([\s\S]*?)^```$/gm)].map(([, block]) => block ?? '');
  for (const [index, block] of blocks.filter((one) => FILE_KEYS.test(one)).entries()) {
    test(`agentport.yaml as ${guide} writes it is one that the gateway reads (${index + 1})`, async (t) => {
      const file = path.join(temporaryDirectory(t), 'agentport.yaml');
      writeFileSync(file, block);
      assert.match((await checkConfigFile(file)) ?? '', /connections/);
    });
  }
}
