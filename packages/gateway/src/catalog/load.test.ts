import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { CatalogInvalid, loadCatalog } from './load.ts';

const INTEGRATIONS = new URL('../../../../integrations/', import.meta.url).pathname;

describe('loading integrations', () => {
  it('refuses the whole catalog when one manifest is wrong, and names it', async (t) => {
    const folder = await mkdtemp(join(tmpdir(), 'catalog-'));
    t.after(() => rm(folder, { recursive: true }));
    await mkdir(join(folder, 'notes'));
    await writeFile(join(folder, 'notes', 'integration.yaml'), 'v: 1\nid: notes\n');
    await assert.rejects(loadCatalog(folder), (error: unknown) => {
      assert.ok(error instanceof CatalogInvalid);
      assert.match(error.message, /notes\/integration\.yaml:\d+:\d+: error: /);
      return true;
    });
  });

  it('refuses an integration under another folder name', async (t) => {
    const folder = await mkdtemp(join(tmpdir(), 'catalog-'));
    t.after(() => rm(folder, { recursive: true }));
    await mkdir(join(folder, 'other'));
    const stripe = await readFile(join(INTEGRATIONS, 'stripe', 'integration.yaml'), 'utf8');
    await writeFile(join(folder, 'other', 'integration.yaml'), stripe);
    await assert.rejects(loadCatalog(folder), /is 'stripe' but the folder is 'other'/);
  });
});
