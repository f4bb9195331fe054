import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PublishedOperation, PublishedType } from './published-api.ts';

/**
 * What Google's own Node client of the Gmail API (@googleapis/gmail, Apache-2.0), generated from Google's discovery
 * document, sends: methods and paths from its code, parameters and bodies from its types. Reads one installed package.
 */

const ANYTHING: PublishedType = {
  types: new Set(),
  values: null,
  properties: null,
  required: new Set(),
  items: null,
};
const DEPTH_MAX = 5;

type Members = ReadonlyMap<string, string>;

/** Interfaces by name, each member with its type as it is written. */
function readInterfaces(source: string): ReadonlyMap<string, Members> {
  const found = new Map<string, Map<string, string>>();
  let members: Map<string, string> | null = null;
  for (const line of source.replaceAll(/\/\*[\s\S]*?\*\//g, '').split('\n')) {
    const begun = /^\s*export interface ([\w$]+)(?: extends [\w$]+)? \{/.exec(line);
    const member = /^\s*'?([\w.$-]+)'?\??: (.+);$/.exec(line);
    if (begun) {
      members = new Map();
      found.set(begun[1] ?? '', members);
    } else if (line.trim() === '}') members = null;
    else if (member) members?.set(member[1] ?? '', member[2] ?? '');
  }
  return found;
}

function typeOf(interfaces: ReadonlyMap<string, Members>, text: string, depth: number): PublishedType {
  const bare = text.replace(/ \| null$/, '');
  if (depth > DEPTH_MAX) return ANYTHING;
  if (bare.endsWith('[]')) {
    const items = typeOf(interfaces, bare.slice(0, -2), depth + 1);
    return { ...ANYTHING, types: new Set(['array']), items };
  }
  if (['string', 'number', 'boolean'].includes(bare)) return { ...ANYTHING, types: new Set([bare]) };
  const members = interfaces.get(bare);
  if (members === undefined) return ANYTHING;
  return { ...ANYTHING, types: new Set(['object']), properties: propertiesOf(interfaces, members, depth) };
}

function propertiesOf(interfaces: ReadonlyMap<string, Members>, members: Members, depth: number) {
  return new Map([...members].map(([name, text]) => [name, typeOf(interfaces, text, depth + 1)]));
}

/** Every `METHOD /path/{}` of the client; the mailbox of the one who asks is `me`. */
export function readGmailClient(folder: string): ReadonlyMap<string, PublishedOperation> {
  const interfaces = readInterfaces(readFileSync(join(folder, 'build', 'v1.d.ts'), 'utf8'));
  const code = readFileSync(join(folder, 'build', 'v1.js'), 'utf8');
  const found = new Map<string, PublishedOperation>();
  for (const [, resource = '', body = ''] of code.matchAll(
    /class (Resource\$[\w$]+) \{([\s\S]*?)(?=\n {4}class |\n {4}gmail_v1\.)/g,
  )) {
    const methods =
      /\n {8}(\w+)\(paramsOrCallback[\s\S]*?url: \(rootUrl \+\s+'([^']+)'\)[\s\S]*?method: '(\w+)'/g;
    for (const [, name = '', path = '', verb = ''] of body.matchAll(methods)) {
      const params = interfaces.get(
        `Params$${resource}$${name[0]?.toUpperCase()}${name.slice(1).toLowerCase()}`,
      );
      if (params === undefined) throw new Error(`The parameters of ${resource}.${name} were not found.`);
      const inPath = new Set([...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]));
      const query = new Map([...params].filter(([key]) => key !== 'requestBody' && !inPath.has(key)));
      const place = path.replace('/users/{userId}', '/users/me').replaceAll(/\{[^}]*\}/g, '{}');
      found.set(`${verb} ${place}`, {
        name: `${resource}.${name}`,
        query: { ...ANYTHING, properties: propertiesOf(interfaces, query, 0) },
        body: typeOf(interfaces, params.get('requestBody') ?? 'none', 0),
      });
    }
  }
  return found;
}
