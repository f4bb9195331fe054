import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import path from 'node:path';
import { Failure } from '../failure.ts';
import type { Surroundings } from '../surroundings.ts';

const OUTPUT_CHARS_MAX = 1024 * 1024;

/**
 * How Node runs a gateway. The space for new objects grows to 16 MiB by itself, three times over, and is kept by a gateway
 * that idles; half of it takes about 15 MiB less there. It costs at most 3 % of the calls a second at 1, 16 and 64 at once,
 * and at 64 a tenth more processor time for each.
 */
export const GATEWAY_FLAGS: readonly string[] = ['--max-semi-space-size=8'];

/**
 * Runs the gateway's process on this terminal and hands signals on to it.
 * @returns its exit code; 128 and the signal's number when one ended it
 */
export function runGateway(around: Surroundings, args: readonly string[]): Promise<number> {
  const started = [...GATEWAY_FLAGS, around.gatewayMain, ...args];
  return runProgram(around, { command: around.nodePath, args: started, env: gatewayEnv(around) }).catch(
    (cause: Error) => {
      throw new Failure('internal', `The gateway cannot be started: ${cause.message}.`, { cause });
    },
  );
}

export interface Program {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * Runs a program on this terminal and hands signals on to it.
 * @returns its exit code; 128 and the signal's number when one ended it
 * @throws {Error} of the system when it cannot be started
 */
export function runProgram(around: Surroundings, { command, args, env }: Program): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: around.cwd, env: { ...env }, stdio: 'inherit' });
    const atTerminal = [around.stdin, around.stdout, around.stderr].some(({ isTTY }) => isTTY === true);
    const deaf = around.onSignal((signal) => {
      // A terminal sends Ctrl-C to both processes: handing it on as well would be the second one, which kills.
      if (signal !== 'SIGINT' || !atTerminal) child.kill(signal);
    });
    child.once('error', (error) => {
      deaf();
      reject(error);
    });
    child.once('exit', (code, signal) => {
      deaf();
      resolve(signal === null ? (code ?? 1) : 128 + constants.signals[signal]);
    });
  });
}

export interface Finished {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs it to its end and hands back what it wrote. */
export function askGateway(around: Surroundings, args: readonly string[]): Promise<Finished> {
  return new Promise((resolve, reject) => {
    const child = spawn(around.nodePath, [around.gatewayMain, ...args], {
      cwd: around.cwd,
      env: gatewayEnv(around),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout = (stdout + text).slice(0, OUTPUT_CHARS_MAX);
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr = (stderr + text).slice(0, OUTPUT_CHARS_MAX);
    });
    child.once('error', (error) =>
      reject(new Failure('internal', `The gateway cannot be started: ${error.message}.`)),
    );
    child.once('close', (code) => resolve({ code: code ?? 1, stdout, stderr }));
  });
}

/**
 * The environment of a gateway's process. Node keeps what it made of the sources and need not load its compiler the next
 * time: a gateway that idles takes about 16 MiB less, and starts sooner. It lies beside the code it was made from, so that
 * whoever may write one may write both.
 */
export function gatewayEnv({ env, gatewayMain }: Surroundings): Program['env'] {
  const compiled = path.join(path.dirname(gatewayMain), '..', 'node_modules', '.cache', 'compiled');
  return { NODE_COMPILE_CACHE: compiled, ...env };
}
