/** Where the gateway is and who asks. */
export interface Settings {
  readonly endpoint: URL;
  readonly token: string;
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

/** Reads AGENTPORT_URL (the gateway, or one of its MCP addresses), AGENTPORT_TOKEN and AGENTPORT_SESSION. */
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
  const token = env.AGENTPORT_TOKEN ?? '';
  if (!/^[\x21-\x7e]+$/.test(token)) {
    return {
      problem:
        'AGENTPORT_TOKEN is missing. An operator makes a token with "agentport agents create --name NAME"; put it into the environment of this MCP server.',
    };
  }
  const endpoint = new URL(url.pathname === '/' ? '/mcp' : url.pathname.replace(/\/$/, ''), url);
  return { endpoint, token, session: env.AGENTPORT_SESSION || null };
}
