import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** How long a process may take to write its report, ms; one that is busy in a loop writes none. */
export const REPORT_MS = 2_000;

/** Flags with which a test process says on SIGUSR2 what it still waits for. */
export function reportFlags(folder: string): string[] {
  return ['--report-on-signal', '--report-compact', '--report-exclude-env', `--report-directory=${folder}`];
}

interface Handle {
  readonly type: string;
  readonly is_active: boolean;
  readonly is_referenced?: boolean;
  readonly firesInMsFromNow?: number;
  readonly pid?: number;
  readonly localEndpoint?: Endpoint | null;
  readonly remoteEndpoint?: Endpoint | null;
}

interface Endpoint {
  readonly host: string;
  readonly port: number;
}

/** What kept a process from ending, a line each; nothing when it wrote no report, or not all of it. */
export function stillOpen(folder: string): string[] {
  return readdirSync(folder)
    .flatMap((name) => handlesOf(path.join(folder, name)))
    .filter((handle) => handle.is_active && handle.is_referenced)
    .map(describe);
}

function handlesOf(file: string): readonly Handle[] {
  try {
    return (JSON.parse(readFileSync(file, 'utf8')) as { libuv: readonly Handle[] }).libuv;
  } catch {
    return [];
  }
}

function describe({ type, firesInMsFromNow, pid, localEndpoint, remoteEndpoint }: Handle): string {
  if (firesInMsFromNow !== undefined) return `${type} that fires in ${firesInMsFromNow} ms`;
  if (pid !== undefined) return `${type} ${pid}`;
  const ends = [localEndpoint, remoteEndpoint].map((end) => (end ? `${end.host}:${end.port}` : null));
  return [type, ...ends.filter((end) => end !== null)].join(' ');
}
