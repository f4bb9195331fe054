import { connect } from 'node:net';
import path from 'node:path';
import type { Client } from '@agentport/contract';
import { Failure } from '../failure.ts';
import { dataDir } from '../settings.ts';
import type { Surroundings } from '../surroundings.ts';
import { clientThrough } from './client.ts';
import { startControlProcess } from './control-process.ts';
import type { Door } from './request.ts';

/** The gateway of this machine as its local administrator: whoever may open the data directory. */
export interface Local {
  readonly client: Client;
  readonly door: Door;
  /** false when it was opened for this command only */
  readonly running: boolean;
}

/** Speaks with the running gateway by its control socket, or opens the data directory itself while none runs. */
export async function withLocal<T>(around: Surroundings, work: (local: Local) => Promise<T>): Promise<T> {
  const socketPath = controlSocket(around);
  if (await answers(socketPath)) return work(localThrough(socketPath, true));
  const control = await startControlProcess(around);
  try {
    return await work(localThrough(control.socketPath, false));
  } finally {
    await control.end();
  }
}

/** Whether a gateway runs on this machine with this data directory. */
export function runsHere(around: Surroundings): Promise<boolean> {
  return answers(controlSocket(around));
}

function controlSocket(around: Surroundings): string {
  return path.join(dataDir(around), 'control.sock');
}

function localThrough(socketPath: string, running: boolean): Local {
  const door = { socketPath };
  return { client: clientThrough(door, () => ({})), door, running };
}

/** @throws {Failure} unsafe_permissions when it belongs to somebody else */
function answers(socketPath: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const socket = connect({ path: socketPath });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EACCES' && error.code !== 'EPERM') return resolve(false);
      const message = `You may not open ${socketPath}. Run this as the user who runs the gateway, or set AGENTPORT_DATA_DIR.`;
      return reject(new Failure('unsafe_permissions', message, { cause: error }));
    });
  });
}
