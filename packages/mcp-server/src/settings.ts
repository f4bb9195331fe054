import { homedir } from 'node:os';
import path from 'node:path';

/** Where the gateway is and who asks. */
export interface Settings {
  readonly endpoint: URL;
  /** null: none was given, so one must be asked for by a code */
  readonly token: string | null;
  /** names one of several agents of this user on this machine */
  readonly profile: string;
  readonly configDir: string;
  /** the run the calls belong to */
  readonly session: string | null;
}

/** Why nothing can be forwarded, in a sentence that says what to do. */
export interface Unusable {
  readonly problem: string;
}

const URL_DEFAULT = 'http://localhost:3000';
const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);
const PATH = /^\/(mcp(\/[a-z][a-z0-9-]{1,15})?\/?)?$/;

/**
 * Reads AGENTPORT_URL (the gateway, or one of its MCP addresses), AGENTPORT_TOKEN, AGENTPORT_SESSION and
 * AGENTPORT_PROFILE.
 */
export function readSettings(env: Readonly<Record<string, string | undefined>>): Settings | Unusable {
  const text = env.AGENTPORT_URL || URL_DEFAULT;
  const url = URL.canParse(text) ? new URL(text) : null;
  if (
    url === null ||
    !/^https?:$/.test(url.protocol) ||
    url.username ||
    url.password ||
    !PATH.test(url.pathname)
  ) {
    return { problem: `AGENTPORT_URL must be the gateway's address, such as ${URL_DEFAULT}.` };
  }
  if (url.protocol === 'http:' && !LOOPBACK.has(url.hostname)) {
    return {
      problem: `AGENTPORT_URL is ${url.origin}: a token over plain HTTP can be read on the way. Use https://, or localhost.`,
    };
  }
  const token = env.AGENTPORT_TOKEN || null;
  if (token !== null && !/^[\x21-\x7e]+$/.test(token)) {
    return { problem: 'AGENTPORT_TOKEN is not a token: it has characters that no token has. Copy it again.' };
  }
  const profile = env.AGENTPORT_PROFILE || 'default';
  if (!/^[a-z0-9][a-z0-9._-]{0,39}$/.test(profile)) {
    return { problem: 'AGENTPORT_PROFILE has 1 to 40 of a-z, 0-9, ".", "_" and "-".' };
  }
  const configDir = path.join(env.XDG_CONFIG_HOME || path.join(homedir(), '.config'), 'agentport');
  const endpoint = new URL(url.pathname === '/' ? '/mcp' : url.pathname.replace(/\/$/, ''), url);
  return { endpoint, token, profile, configDir, session: env.AGENTPORT_SESSION || null };
}
