import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { writeRouteTable } from './tools/write-routes.ts';

const ROOT = import.meta.dirname;
const DIST = join(ROOT, 'dist');
/** What the bundle is made from. */
const SOURCES = ['src', 'index.html', 'vite.config.ts', '../contract/src'].map((name) => join(ROOT, name));

export interface ConsoleBuild {
  /** where the finished files lie */
  readonly directory: string;
  /** false when the last build was still current */
  readonly built: boolean;
}

/**
 * Builds the console when a source is newer than the last build. Two processes may do it at once: each builds into a
 * directory of its own and puts it in place in one step.
 * @throws {Error} when a source does not compile; the last build then stays
 */
export async function buildConsole(options: { force?: boolean } = {}): Promise<ConsoleBuild> {
  if (!options.force && isCurrent()) return { directory: DIST, built: false };
  writeRouteTable();
  const { build } = await import('vite');
  const { CONFIG } = await import('./vite.config.ts');
  const fresh = join(ROOT, 'node_modules', `.console-${process.pid}`);
  mkdirSync(dirname(fresh), { recursive: true });
  try {
    await build({
      ...CONFIG,
      logLevel: 'warn',
      build: { ...CONFIG.build, outDir: fresh, emptyOutDir: true },
    });
    compress(join(fresh, 'assets'));
    putInPlace(fresh);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
  return { directory: DIST, built: true };
}

/** Below this a packet holds it anyway, bytes. */
const SMALL = 1_000;

/** Beside each file what a phone loads in its place: a third of the bytes. Done once here, not for each answer. */
function compress(directory: string): void {
  for (const name of readdirSync(directory).filter((file) => /\.(?:js|css|svg)$/.test(file))) {
    const bytes = readFileSync(join(directory, name));
    if (bytes.length > SMALL) writeFileSync(join(directory, `${name}.gz`), gzipSync(bytes, { level: 9 }));
  }
}

function isCurrent(): boolean {
  const page = join(DIST, 'index.html');
  return existsSync(page) && Math.max(...SOURCES.map(newest)) <= statSync(page).mtimeMs;
}

function newest(path: string): number {
  const stats = statSync(path);
  if (!stats.isDirectory()) return stats.mtimeMs;
  return Math.max(0, ...readdirSync(path).map((name) => newest(join(path, name))));
}

function putInPlace(fresh: string): void {
  const old = `${fresh}-old`;
  if (existsSync(DIST)) renameSync(DIST, old);
  try {
    renameSync(fresh, DIST);
  } catch (error) {
    if (!existsSync(DIST)) throw error;
  }
  rmSync(old, { recursive: true, force: true });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const started = performance.now();
  const { directory } = await buildConsole({ force: true });
  process.stdout.write(`Console built in ${Math.round(performance.now() - started)} ms: ${directory}\n`);
}
