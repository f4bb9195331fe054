import { chmod, rm } from 'node:fs/promises';
import path from 'node:path';
import { registerOperatorApi } from '../entrances/operator-api/index.ts';
import { createServer } from '../entrances/server.ts';
import type { Gateway } from '../gateway.ts';
import { Fault } from '../kernel/fault.ts';
import { operatorApiDeps } from './operator-deps.ts';

/** Longest path a unix socket may have on Linux, bytes (unix(7): sun_path). */
const SOCKET_PATH_MAX = 107;

/** A local command's way into a running gateway: whoever may read the data directory acts as `local-administrator`. */
export interface ControlSocket {
  readonly path: string;
  close(): Promise<void>;
}

/**
 * Serves the local part of the operator API on a 0600 socket in the data directory. The directory's lock is held by this
 * process, so a socket file found here is a dead one's.
 */
export async function serveControlSocket(gateway: Gateway, version: string): Promise<ControlSocket> {
  const socketPath = path.join(gateway.config.dataDir, 'control.sock');
  if (Buffer.byteLength(socketPath) > SOCKET_PATH_MAX) {
    throw new Fault(
      'config_invalid',
      `The data directory's path is too long for a socket in it (${SOCKET_PATH_MAX} bytes). Set AGENTPORT_DATA_DIR to a shorter one.`,
    );
  }
  const { publicUrl, ports } = gateway;
  const app = createServer({ door: 'socket', publicUrl, logger: ports.logger, random: ports.random });
  registerOperatorApi(app, operatorApiDeps(gateway, version), 'socket');
  await rm(socketPath, { force: true });
  // the directory is 0700, so nobody else can reach the socket in the moment before its own mode is set
  await app.listen({ path: socketPath });
  await chmod(socketPath, 0o600);
  return {
    path: socketPath,
    async close() {
      await app.close();
      await rm(socketPath, { force: true });
    },
  };
}
