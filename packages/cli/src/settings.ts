import path from 'node:path';
import { Failure } from './failure.ts';
import type { Surroundings } from './surroundings.ts';

const URL_DEFAULT = 'http://localhost:3000';
const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * Where the gateway is, from AGENTPORT_URL.
 * @throws {Failure} config_invalid, unsafe_setting: tokens and passwords do not travel in the clear
 */
export function gatewayUrl({ env }: Pick<Surroundings, 'env'>): URL {
  const text = env.AGENTPORT_URL || URL_DEFAULT;
  const url = URL.canParse(text) ? new URL(text) : null;
  const plain = url && url.pathname === '/' && !url.search && !url.hash && !url.username && !url.password;
  if (!plain || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    throw new Failure(
      'config_invalid',
      `AGENTPORT_URL must be the gateway's address without a path, such as ${URL_DEFAULT}.`,
    );
  }
  if (url.protocol === 'http:' && !LOOPBACK.has(url.hostname)) {
    throw new Failure(
      'unsafe_setting',
      `AGENTPORT_URL is ${url.origin}: tokens and passwords over plain HTTP can be read on the way. Use https://, or localhost.`,
    );
  }
  return url;
}

export function agentToken({ env }: Pick<Surroundings, 'env'>): string | null {
  return env.AGENTPORT_TOKEN || null;
}

/** The data directory of the gateway on this machine. */
export function dataDir({ env, cwd }: Pick<Surroundings, 'env' | 'cwd'>): string {
  return path.resolve(cwd, env.AGENTPORT_DATA_DIR || '.agentport/data');
}
