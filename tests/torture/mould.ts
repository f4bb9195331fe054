import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { buildChild, type ChildFiles } from './build-child.ts';

const LOAD_MS = 60_000;
const LOGGED_MAX = 200;

/** A process that has loaded everything, and the tests' end of its line. */
export interface Cast {
  readonly socket: Socket;
  /** what it and its siblings wrote last */
  log(): string;
}

let built: Promise<ChildFiles> | null = null;
let opened: Promise<Mould> | null = null;

/**
 * Where gateway processes come from: one that has loaded everything is copied. Without a copier the next one is started
 * ahead of time.
 */
interface Mould {
  cast(): Promise<Cast>;
  harden(): void;
  close(): void;
}

/** Until the mould is hard the process itself, one after another; then copies, as many as wanted. */
export async function castProcess(): Promise<Cast> {
  built ??= buildChild();
  opened ??= built.then(openMould);
  return (await opened).cast();
}

/** From now on it is copied, after `warmUp`; does nothing where nothing can be copied. */
export async function hardenMould(warmUp: () => Promise<void>): Promise<void> {
  built ??= buildChild();
  const files = await built;
  if (files.copier === null) return;
  opened ??= openMould(files);
  await warmUp();
  (await opened).harden();
}

/** Ends what waits to become a gateway. */
export async function breakMould(): Promise<void> {
  const mould = await opened?.catch(() => null);
  opened = null;
  mould?.close();
}

let moulds = 0;

async function openMould({ code, copier }: ChildFiles): Promise<Mould> {
  const path = join(tmpdir(), `agentport-torture-${process.pid}-${++moulds}.sock`);
  const server = createServer().listen(path);
  server.unref();
  await once(server, 'listening');
  const arrive = arrivals(server);
  const written: string[] = [];
  const start = () => startChild([code, path, ...(copier === null ? [] : [copier])], written);
  let child = start();
  if (copier !== null) await loaded(child, written);
  const next = async (): Promise<Cast> => {
    if (copier !== null) child.send(isHard ? 'copy' : 'be');
    const socket = await arrive();
    if (copier === null) child = start();
    return { socket, log: () => written.join('') };
  };
  let isHard = false;
  let last: Promise<unknown> = Promise.resolve();
  return {
    cast() {
      const one = last.then(next); // what is sent for the next copy must not be read by this one
      last = one.catch(() => undefined);
      return one;
    },
    harden() {
      isHard = true;
    },
    close() {
      child.kill('SIGKILL');
      server.close();
      rmSync(path, { force: true });
    },
  };
}

async function loaded(child: ChildProcess, written: readonly string[]): Promise<void> {
  const signal = AbortSignal.timeout(LOAD_MS);
  const left = once(child, 'exit', { signal }).then(() => {
    throw new Error(`A gateway could not be loaded.\n${written.join('')}`);
  });
  left.catch(() => undefined); // it ends some time
  await Promise.race([once(child, 'message', { signal }), left]);
}

/** Whoever connects, in turn; it may have come before anybody waits for it. */
function arrivals(server: Server): () => Promise<Socket> {
  const here: Socket[] = [];
  server.on('connection', (socket) => {
    here.push(socket);
    server.emit('arrival');
  });
  return async () => {
    const late = AbortSignal.timeout(LOAD_MS);
    while (here.length === 0) await once(server, 'arrival', { signal: late });
    return here.shift() as Socket;
  };
}

function startChild([code = '', ...args]: string[], written: string[]): ChildProcess {
  const env = { PATH: process.env.PATH, HOME: process.env.HOME, NODE_COMPILE_CACHE: dirname(code) };
  // copies have no threads that could collect garbage or compile beside them
  const execArgv = ['--single-threaded', '--no-flush-bytecode', '--min-semi-space-size=32'];
  const child = fork(code, args, { env, execArgv, stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    written.push(text);
    if (written.length > LOGGED_MAX) written.shift();
  });
  child.unref();
  child.channel?.unref();
  (child.stderr as Socket | null)?.unref();
  return child;
}
