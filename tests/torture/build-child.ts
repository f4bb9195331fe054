import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type Plugin, rolldown } from 'rolldown';

const HERE = import.meta.dirname;

/** What a gateway process is started from. */
export interface ChildFiles {
  readonly code: string;
  /** lets it copy itself; null where there is no C compiler, or no Linux */
  readonly copier: string | null;
}

/** Source files know where they lie; bundled they would all lie in the same place. */
const keepsItsPlace: Plugin = {
  name: 'keeps-its-place',
  transform: {
    filter: { code: 'import.meta.dirname' },
    handler: (code, id) => code.replaceAll('import.meta.dirname', JSON.stringify(dirname(id))),
  },
};

/** Bundles the gateway and what makes it fail into a few files, which load in half the time of a thousand. */
export async function buildChild(): Promise<ChildFiles> {
  const bundle = await rolldown({
    input: join(HERE, 'gateway-child.ts'),
    platform: 'node',
    plugins: [keepsItsPlace],
    logLevel: 'silent',
  });
  const { output } = await bundle.generate({
    format: 'esm',
    entryFileNames: '[name].mjs',
    chunkFileNames: '[name]-[hash].mjs',
  });
  await bundle.close();
  const chunks = output.flatMap((one) => (one.type === 'chunk' ? [one] : []));
  const entry = chunks.findIndex(({ isEntry }) => isEntry);
  const files = keep(chunks.map(({ fileName, code }) => [fileName, code]));
  return { code: files[entry] ?? '', copier: buildCopier() };
}

function buildCopier(): string | null {
  if (process.platform !== 'linux') return null;
  const source = join(HERE, 'copy.c');
  const headers = join(dirname(process.execPath), '..', 'include', 'node');
  const [kept = source] = keep([['copy.c', readFileSync(source, 'utf8')]]);
  const file = join(dirname(kept), 'copy.node');
  if (existsSync(file)) return file;
  try {
    const made = `${file}.${process.pid}`;
    execFileSync('cc', ['-shared', '-fPIC', '-O1', `-I${headers}`, kept, '-o', made], { stdio: 'ignore' });
    renameSync(made, file);
    return file;
  } catch {
    return null;
  }
}

/** Writes them into a folder named after their content, so that compiled code is found again. @returns where they are */
function keep(files: readonly (readonly [name: string, content: string])[]): string[] {
  const digest = createHash('sha256').update(JSON.stringify(files)).digest('hex').slice(0, 16);
  const folder = join(tmpdir(), `agentport-torture-${digest}`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return files.map(([name, content]) => {
    const file = join(folder, name);
    if (existsSync(file)) return file;
    writeFileSync(`${file}.${process.pid}`, content);
    renameSync(`${file}.${process.pid}`, file); // another run may be reading it
    return file;
  });
}
