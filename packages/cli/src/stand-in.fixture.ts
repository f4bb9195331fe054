import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import type { TestContext } from 'node:test';
import { run } from './run.ts';
import type { Keyboard, Surroundings } from './surroundings.ts';

/** One request as it arrived. */
export interface Seen {
  readonly method: string;
  readonly target: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface Play {
  readonly status?: number;
  readonly headers?: Record<string, string>;
  /** sent as JSON; a string as it is; `hang up` breaks the connection */
  readonly body: unknown;
}

/** Answers by `METHOD /path`, without the query; a list is played one after another, its last again and again. */
export type Script = Record<string, Play | Play[] | ((seen: Seen) => Play)>;

export const HANG_UP = Symbol('hang up');

export interface StandIn {
  readonly url: string;
  readonly seen: Seen[];
  close(): Promise<void>;
}

/** Plays a gateway, on a free port or on a socket. */
export async function standIn(t: TestContext, script: Script, socketPath?: string): Promise<StandIn> {
  const seen: Seen[] = [];
  const turns = new Map<string, number>();
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    const one = { method: request.method ?? '', target: request.url ?? '', headers: request.headers, body };
    seen.push(one);
    const name = `${one.method} ${one.target.split('?')[0]}`;
    const scripted = script[name];
    const turn = turns.get(name) ?? 0;
    turns.set(name, turn + 1);
    const play = Array.isArray(scripted)
      ? (scripted[turn] ?? scripted.at(-1))
      : typeof scripted === 'function'
        ? scripted(one)
        : scripted;
    if (play?.body === HANG_UP) return void request.socket.destroy();
    const { status = 200, headers = {}, body: reply } = play ?? missing(name);
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(typeof reply === 'string' ? reply : JSON.stringify(reply));
  });
  await new Promise<void>((resolve) => {
    if (socketPath === undefined) server.listen(0, '127.0.0.1', resolve);
    else server.listen(socketPath, resolve);
  });
  const close = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  t.after(close);
  const address = server.address() as AddressInfo | string;
  return { url: typeof address === 'string' ? '' : `http://127.0.0.1:${address.port}`, seen, close };
}

function missing(name: string): Play {
  return { status: 404, body: { error: { code: 'not_found', message: `no ${name}`, retryable: false } } };
}

export function temporaryFolder(t: TestContext): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'ap-cli-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly env?: Record<string, string>;
  readonly cwd?: string;
  /** piped standard input */
  readonly stdin?: string;
  /** keys typed at a terminal, each text when it is asked anew; makes every stream a terminal */
  readonly keys?: readonly string[];
  readonly gatewayMain?: string;
  readonly wait?: Surroundings['wait'];
  readonly onSignal?: Surroundings['onSignal'];
}

/** Runs a command in this process; time stands still unless it waits. */
export async function runCli(argv: readonly string[], options: RunOptions = {}): Promise<Ran> {
  let stdout = '';
  let stderr = '';
  let elapsedMs = 0;
  const isTTY = options.keys !== undefined;
  const stdin = isTTY ? keyboard([...(options.keys ?? [])]) : piped(options.stdin ?? '');
  const code = await run(argv, {
    env: options.env ?? {},
    cwd: options.cwd ?? tmpdir(),
    stdin,
    stdout: { isTTY, write: (text) => (stdout += text) },
    stderr: { isTTY, write: (text) => (stderr += text) },
    gatewayMain: options.gatewayMain ?? '/nonexistent/main.ts',
    nodePath: process.execPath,
    version: '0.0.0',
    wait:
      options.wait ??
      (async (ms) => {
        elapsedMs += ms;
      }),
    elapsed: () => (elapsedMs += 1000),
    onSignal: options.onSignal ?? (() => () => undefined),
  });
  return { code, stdout, stderr };
}

/** Runs a command beside a gateway that is reached by its control socket. */
export async function local(t: TestContext, script: Script, argv: string[], options: RunOptions = {}) {
  const folder = temporaryFolder(t);
  const gateway = await standIn(t, script, path.join(folder, 'control.sock'));
  const ran = await runCli(argv, { ...options, cwd: folder, env: { AGENTPORT_DATA_DIR: folder } });
  return { ...ran, seen: gateway.seen, folder };
}

function piped(text: string): Keyboard {
  const input = new PassThrough();
  input.end(text);
  return input;
}

/** Ctrl-D when nothing is left to type. */
function keyboard(keys: string[]): Keyboard {
  const input = new PassThrough();
  const setRawMode = (raw: boolean) => raw && input.write(keys.shift() ?? '\u0004');
  return Object.assign(input, { isTTY: true, setRawMode });
}
