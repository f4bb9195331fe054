import { isDeepStrictEqual, parseEnv } from 'node:util';
import { Failure } from '../../failure.ts';
import { recogniseKey } from './known-keys.ts';
import type { Left, Move, Plan } from './plan.ts';

const URL_NAME = 'AGENTPORT_URL';
const TOKEN_NAME = 'AGENTPORT_TOKEN';

/** Plans what to move out of a `.env` file. */
export function planEnv(text: string): Plan {
  const values = valuesIn(text);
  const moves: Move[] = [];
  const left: Left[] = [];
  for (const [place, key] of values) {
    const known = recogniseKey(key);
    if (known === null) continue;
    const { integration, what } = known;
    if (integration === null) left.push({ place, why: `${what}: connect that service by hand` });
    else moves.push({ place, what, integration, key, baseUrl: null });
  }
  return {
    moves,
    left,
    rewrite(names, { url, token }) {
      const gone = new Map(moves.map(({ place }, at) => [place, names[at] ?? '']));
      const lines = text.split('\n').map((line) => {
        const name = /^[ \t]*(?:export[ \t]+)?([^\s=#]+)[ \t]*=/.exec(line)?.[1];
        const connection = name === undefined ? undefined : gone.get(name);
        const end = line.endsWith('\r') ? '\r' : '';
        return connection === undefined
          ? line
          : `# ${name} is in AgentPort now: connection ${connection}${end}`;
      });
      const added = { [URL_NAME]: url, [TOKEN_NAME]: token };
      const kept = lines.filter(
        (line) => !/^[ \t]*(?:export[ \t]+)?AGENTPORT_(?:URL|TOKEN)[ \t]*=/.test(line),
      );
      const body = kept.join('\n');
      const ended = body === '' || body.endsWith('\n') ? body : `${body}\n`;
      const changed = `${ended}${Object.entries(added)
        .map(([name, value]) => `${name}=${value}\n`)
        .join('')}`;
      const wanted = new Map([...values].filter(([name]) => !gone.has(name)));
      for (const [name, value] of Object.entries(added)) wanted.set(name, value);
      if (isDeepStrictEqual(sorted(valuesIn(changed)), sorted(wanted))) return changed;
      throw new Failure(
        'invalid_request',
        'This file cannot be changed line by line. Move its keys by hand.',
      );
    },
  };
}

/** In the order of the file; `parseEnv` gives them by name. */
function valuesIn(text: string): Map<string, string> {
  const entries = Object.entries(parseEnv(text)).map(([name, value]) => [name, value ?? ''] as const);
  return new Map(entries.sort(([one], [other]) => text.indexOf(one) - text.indexOf(other)));
}

function sorted(values: ReadonlyMap<string, string>): [string, string][] {
  return [...values].sort(([one], [other]) => (one < other ? -1 : 1));
}
