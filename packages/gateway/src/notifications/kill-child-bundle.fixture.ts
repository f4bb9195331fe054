import { spawnSync } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const SOURCE = path.join(import.meta.dirname, 'kill-child.fixture.ts');

/** The child of the kill test as one file. */
export interface ChildBundle {
  readonly file: string;
  readonly env: NodeJS.ProcessEnv;
  remove(): void;
}

/**
 * Starting from sources costs a child four times the CPU of what it is killed for: their types are stripped and hundreds
 * of files found at every start. The code is the same; the compiled form of it is kept between the children.
 */
export async function bundleChild(): Promise<ChildBundle> {
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'agentport-kill-child-')));
  const { build } = await import('vite');
  await build({
    configFile: false,
    logLevel: 'warn',
    ssr: { noExternal: true },
    build: {
      ssr: SOURCE,
      outDir: folder,
      emptyOutDir: false,
      minify: false,
      rolldownOptions: { output: { entryFileNames: 'child.mjs', codeSplitting: false } },
    },
  });
  const file = path.join(folder, 'child.mjs');
  const env = { ...process.env, NODE_COMPILE_CACHE: path.join(folder, 'compiled') };
  // only a process that ends by itself writes the cache: this one finds no database to open
  spawnSync(process.execPath, [file, path.join(folder, 'none', 'none.db')], { env, stdio: 'ignore' });
  return { file, env, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
