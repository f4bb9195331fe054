import { Failure } from '../../failure.ts';
import { recogniseKey } from './known-keys.ts';
import type { Gateway, Left, Move, Plan } from './plan.ts';

export const CLIENTS = ['claude-code', 'claude-desktop', 'cursor', 'vscode', 'gemini', 'codex'] as const;
export type ClientName = (typeof CLIENTS)[number];

type Json = Readonly<Record<string, unknown>>;

const OWN_NAME = 'agentport';

/**
 * Plans what to move out of the file in which a client keeps its MCP servers: servers over HTTP with a token become
 * connections of their own, local servers that were given the key of a service we know are replaced by its integration.
 * @throws {Failure} invalid_request
 */
export function planClient(text: string, client: ClientName): Plan {
  const whole = readObject(text);
  const list = client === 'vscode' ? 'servers' : 'mcpServers';
  const servers = isObject(whole[list]) ? whole[list] : {};
  const moves: Move[] = [];
  const left: Left[] = [];
  for (const [place, server] of Object.entries(servers)) {
    if (place === OWN_NAME || !isObject(server)) continue;
    const found = moveOf(place, server);
    if ('why' in found) left.push(found);
    else moves.push(found);
  }
  return {
    moves,
    left,
    rewrite(_names, gateway) {
      const gone = new Set(moves.map(({ place }) => place));
      const kept = Object.entries(servers).filter(([name]) => !gone.has(name) && name !== OWN_NAME);
      // fromEntries defines members, so that one called __proto__ stays one
      const changed = Object.fromEntries([...kept, [OWN_NAME, entryFor(client, gateway)]]);
      const members = Object.entries(whole).map(([name, value]) => [name, name === list ? changed : value]);
      return `${JSON.stringify(Object.fromEntries(members), null, indentOf(text))}${text.endsWith('\n') ? '\n' : ''}`;
    },
  };
}

function moveOf(place: string, server: Json): Move | Left {
  const url = server.url ?? server.httpUrl;
  if (typeof url === 'string') return remote(place, url, server);
  const values = isObject(server.env) ? Object.values(server.env) : [];
  const keys = values.filter((value) => typeof value === 'string' && recogniseKey(value) !== null);
  const [key] = keys;
  if (typeof key !== 'string') return { place, why: 'runs on this machine, and no key of it is known' };
  const known = recogniseKey(key);
  if (keys.length > 1 || !known?.integration) return { place, why: 'its keys must be moved by hand' };
  return { place, what: known.what, integration: known.integration, key, baseUrl: null };
}

function remote(place: string, url: string, server: Json): Move | Left {
  const headers = isObject(server.headers) ? Object.entries(server.headers) : [];
  const [first] = headers;
  if (first === undefined) return { place, why: 'no token stands in this file' };
  const [name, value] = first;
  const token = typeof value === 'string' ? /^Bearer +(\S+)$/i.exec(value)?.[1] : undefined;
  if (headers.length > 1 || name.toLowerCase() !== 'authorization' || token === undefined) {
    return { place, why: 'it is reached with other headers than a bearer token' };
  }
  if (token.includes('${')) return { place, why: 'its token does not stand in this file' };
  if (!URL.canParse(url)) return { place, why: 'its address is not a URL' };
  return { place, what: `MCP server at ${new URL(url).host}`, integration: 'mcp', key: token, baseUrl: url };
}

/** How each client writes a server that is reached with a token. */
function entryFor(client: ClientName, { url, token }: Gateway): Json {
  const headers = { Authorization: `Bearer ${token}` };
  if (client === 'claude-desktop') {
    return {
      command: 'npx',
      args: ['-y', '@agentport/mcp-server'],
      env: { AGENTPORT_URL: url, AGENTPORT_TOKEN: token },
    };
  }
  const address = { url: `${url}/mcp`, headers };
  return client === 'cursor' ? address : { type: 'http', ...address };
}

function readObject(text: string): Json {
  let read: unknown;
  try {
    read = JSON.parse(text);
  } catch {
    throw new Failure(
      'invalid_request',
      'This file is not plain JSON (comments are not kept, so it is not touched). Take them out, or move its keys by hand.',
    );
  }
  if (isObject(read)) return read;
  throw new Failure('invalid_request', 'This file is not the settings of an MCP client.');
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function indentOf(text: string): string {
  return /^\{\r?\n([ \t]+)"/.exec(text)?.[1] ?? '  ';
}
