import type { WriteStream } from 'node:fs';
import { open as openFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { RequestFailed, ROUTES } from '@agentport/contract';
import type { Cli, ExitCode } from '../../cli.ts';
import { Failure } from '../../failure.ts';
import { asOperator } from '../../wire/operator.ts';
import { type Door, open } from '../../wire/request.ts';

/** ms until the log must have arrived */
const EXPORT_MS_MAX = 30 * 60_000;

/** Writes the log to a new file that only its owner can read. A file that did not become whole is removed. */
export async function exportLog({ around, out }: Cli, file: string): Promise<ExitCode> {
  const target = path.resolve(around.cwd, file);
  const handle = await openFile(target, 'wx', 0o600).catch((cause: NodeJS.ErrnoException) => {
    const message = `${target} cannot be created (${cause.code}). Name a file that does not exist yet.`;
    throw new Failure('invalid_request', message, { cause });
  });
  try {
    await asOperator(around, ({ door, headers }) =>
      download(door, headers('GET'), handle.createWriteStream()),
    );
  } catch (error) {
    await rm(target, { force: true });
    throw error;
  }
  out.show({ exported: target }, () => [
    `Written to ${target}. Check it: agentport audit verify --export ${file}`,
  ]);
  return 0;
}

async function download(door: Door, headers: Record<string, string>, sink: WriteStream): Promise<void> {
  const { method, path: target } = ROUTES.exportAudit;
  const response = await open(door, { method, target, headers, body: null, timeoutMs: EXPORT_MS_MAX });
  if (response.statusCode !== 200) {
    response.resume();
    throw new RequestFailed(response.statusCode ?? 0, null);
  }
  await pipeline(response, sink);
}
