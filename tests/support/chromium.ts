import { existsSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type Browser, chromium, type LaunchOptions } from 'playwright-core';
import { startProcess } from './process.ts';

const PACKAGE = '@sparticuz/chromium';
const UNPACK_MS = 120_000;

const ARGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/**
 * Path of a Chromium. `CHROMIUM_PATH` names one's own (the packed one runs on Linux only); otherwise the packed one
 * is unpacked once per version into a directory of ours below the system's temporary directory.
 *
 * The package itself unpacks to a place shared by all versions and starts failing when two processes do it at once.
 * So each process unpacks into a directory of its own and moves it into place in one step: whoever comes first wins.
 */
export async function chromiumPath(): Promise<string> {
  const own = process.env.CHROMIUM_PATH;
  if (own) return own;
  const home = join(tmpdir(), `agentport-chromium-${version()}`);
  const executable = join(home, 'chromium');
  if (existsSync(executable)) return executable;
  const fresh = mkdtempSync(join(tmpdir(), 'agentport-chromium-unpacking-'));
  try {
    await unpackInto(fresh);
    moveIntoPlace(fresh, home, executable);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
  return executable;
}

function version(): string {
  const require = createRequire(import.meta.url);
  const manifest = join(dirname(require.resolve(PACKAGE)), '..', 'package.json');
  return (require(manifest) as { version: string }).version;
}

/** In a child process, because the package chooses the place by TMPDIR. */
async function unpackInto(directory: string): Promise<void> {
  const child = startProcess({
    args: ['--input-type=module', '-e', `import c from '${PACKAGE}'; await c.executablePath();`],
    cwd: import.meta.dirname,
    env: { TMPDIR: directory },
  });
  const timer = setTimeout(() => void child.killHard(), UNPACK_MS);
  const { code } = await child.exited;
  clearTimeout(timer);
  if (code !== 0) throw new Error(`Chromium could not be unpacked; set CHROMIUM_PATH. ${child.stderr()}`);
}

function moveIntoPlace(fresh: string, home: string, executable: string): void {
  try {
    renameSync(fresh, home);
  } catch (error) {
    if (!existsSync(executable)) throw error;
  }
}

/**
 * Fonts the packed Chromium may use. Its own list names directories of another system, and a page without any font
 * crashes it. Sans is the packed Open Sans, so that pages measure the same on every machine.
 */
function fontsFile(home: string): string {
  const file = join(home, 'fonts', 'agentport.conf');
  if (existsSync(file)) return file;
  const alias = (family: string, prefer: string) =>
    `<alias binding="same"><family>${family}</family><prefer><family>${prefer}</family></prefer></alias>`;
  const lines = [
    '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>',
    `<dir>${join(home, 'fonts', 'fonts')}</dir><dir>/usr/share/fonts</dir>`,
    `<cachedir>${join(home, 'fonts', 'cache')}</cachedir>`,
    alias('system-ui', 'Open Sans'),
    alias('sans-serif', 'Open Sans'),
    alias('monospace', 'DejaVu Sans Mono'),
    '</fontconfig>',
  ];
  const fresh = `${file}.${process.pid}`;
  writeFileSync(fresh, lines.join('\n'));
  renameSync(fresh, file);
  return file;
}

/** A headless browser that makes no requests of its own. Close it after use. */
export async function launchBrowser(options: LaunchOptions = {}): Promise<Browser> {
  const executablePath = await chromiumPath();
  const env = { ...process.env } as Record<string, string>;
  if (!process.env.CHROMIUM_PATH) env.FONTCONFIG_FILE = fontsFile(dirname(executablePath));
  return chromium.launch({ ...options, executablePath, args: [...ARGS, ...(options.args ?? [])], env });
}
