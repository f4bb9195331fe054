import { EXCEPTIONS } from './exceptions.ts';
import { excepted, inGateway, isProduct, matchesIn, packageOf, roomOf, targetOf } from './places.ts';
import type { Import, Source } from './source.ts';

/** A rule of the house: what breaks it, one sentence each; nothing when it holds. */
export type RuleCheck = (sources: readonly Source[]) => string[];

const ENGINE_IMPORTS: ReadonlySet<string> = new Set([
  '@noble/hashes/sha2.js',
  '@noble/hashes/utils.js',
  '#sha256',
]);
/** The one file that takes the runtime's own hash where there is one; it takes nothing else. */
const NATIVE_HASH = /^import \{ hash \} from 'node:crypto';$/m;
const IMPURE =
  /\b(?:Date\s*\.\s*now|new\s+Date\b|Math\s*\.\s*random|performance\s*\.|setTimeout|setInterval|setImmediate|queueMicrotask|process\s*\.|fetch\s*\(|crypto\s*\.|console\s*\.)/g;

function isNativeHash({ path, text }: Source, from: string): boolean {
  return (
    path === 'packages/engine/src/action/sha256-node.ts' && from === 'node:crypto' && NATIVE_HASH.test(text)
  );
}

/** Invariant 2. */
export const engineIsPure: RuleCheck = (sources) =>
  product(sources)
    .filter(({ path }) => packageOf(path) === 'engine')
    .flatMap((source) => [
      ...imports(source, (taken) => {
        const target = targetOf(source, taken);
        if (target !== null) return !target.startsWith('packages/engine/src/');
        return taken.from === null || !(ENGINE_IMPORTS.has(taken.from) || isNativeHash(source, taken.from));
      }).map((from) => `${source.path}: the engine may not import ${from}`),
      ...matchesIn(source, IMPURE, 'the engine reads no clock, no randomness and does no I/O'),
    ]);

/** Invariant 1: who may use the courier, open a credential, reach a service. */
export const onePathOut: RuleCheck = (sources) =>
  gateway(sources).flatMap((source) => [
    ...unless(
      ['pipeline/forward.ts'],
      source,
      /\bcourier\s*\??\.\s*send\b/g,
      'only forward may send by the courier',
    ),
    ...unless(['vault/', 'courier/'], source, /\bopenCredential\b/g, 'only the courier opens a credential'),
    ...importsRoom(source, 'upstream', ['courier/', 'gateway.ts']),
    ...importsRoom(source, 'courier', ['pipeline/forward.ts', 'gateway.ts']),
    ...unless(
      ['approvals/'],
      source,
      /\b(?:mintPermit|sealPermit)\b/g,
      'only the approvals room makes a permit',
    ),
  ]);

/** Invariant 1: the path exists once, and every entrance is handed the one that was built. */
export const enforceHasNoRival: RuleCheck = (sources) =>
  gateway(sources).flatMap((source) => {
    const place = inGateway(source.path) ?? '';
    const taken = source.imports.filter((i) => i.from === '@agentport/engine').flatMap((i) => i.names);
    const driven = taken.filter((name) => ['enforce', 'runAsync', 'runSync'].includes(name));
    return [
      ...(driven.length > 0 && place !== 'pipeline/gate.ts'
        ? [`${source.path}: only pipeline/gate.ts drives the path (${driven.join(', ')})`]
        : []),
      ...unless(
        ['pipeline/', 'gateway.ts'],
        source,
        /\bcreateEnforce\b/g,
        'the path is built once, in gateway.ts',
      ),
    ];
  });

/** Invariant 7: where a secret's bytes may be taken out of their wrapping. */
export const secretsStayWrapped: RuleCheck = (sources) =>
  gateway(sources)
    .filter(({ path }) => !excepted(path, EXCEPTIONS.reveal))
    .flatMap((source) => matchesIn(source, /\.\s*reveal\s*\(/g, 'a secret is opened here'));

const DECIDING: ReadonlySet<string> = new Set([
  'actionDigest',
  'compare',
  'compile',
  'enforce',
  'evaluate',
  'hideFields',
  'inspect',
  'intentDigest',
  'makeScrubber',
  'runAsync',
  'runSync',
  'strictest',
]);

/** Invariant 3: entrances translate; they neither decide nor reach around the pipeline. */
export const entrancesDecideNothing: RuleCheck = (sources) =>
  gateway(sources)
    .filter(({ path }) => roomOf(path) === 'entrances')
    .flatMap((source) => [
      ...source.imports.flatMap((taken) => {
        const target = targetOf(source, taken);
        const room = target === null ? null : roomOf(target);
        const says = `${source.path}: an entrance may not import`;
        if (target !== null && /\/store\.ts$/.test(target)) return [`${says} a store (${target})`];
        if (taken.typeOnly) return [];
        if (['courier', 'vault', 'upstream', 'storage'].includes(room ?? '')) return [`${says} ${room}`];
        if (taken.from !== '@agentport/engine') return [];
        return taken.names
          .filter((name) => DECIDING.has(name))
          .map((name) => `${says} ${name} of the engine`);
      }),
    ]);

const HOST = /\bprocess\s*\.\s*(?:env|argv)\b/g;
const TIME_AND_CHANCE =
  /\bDate\s*\.\s*now\b|\bnew\s+Date\b(?!\s*\(\s*[^)\s])|\bperformance\s*\.\s*now\b|\bhrtime\b|\b(?:setTimeout|setInterval)\b|\bMath\s*\.\s*random\b|\b(?:randomBytes|randomUUID|randomInt|getRandomValues)\b/g;

/** Invariant 9: the process is read where it starts, everything else is handed its ports. */
export const portsAreHandedIn: RuleCheck = (sources) =>
  product(sources).flatMap((source) => {
    if (/\/src\/main\.ts$|\/bin\/[\w-]+\.js$/.test(source.path)) return [];
    const host = matchesIn(source, HOST, 'only main.ts reads the environment and the arguments');
    if (packageOf(source.path) === 'console') return host; // a browser has its own clock and network
    const time = excepted(source.path, EXCEPTIONS.clock)
      ? []
      : matchesIn(source, TIME_AND_CHANCE, 'time and randomness are ports');
    return [...host, ...time, ...networkOf(source)];
  });

const NETWORK: ReadonlySet<string> = new Set([
  'undici',
  ...[
    'http',
    'https',
    'http2',
    'net',
    'tls',
    'dns',
    'dns/promises',
    'dgram',
    'child_process',
    'worker_threads',
  ].map((name) => `node:${name}`),
]);
/** What tells an address from a name sends nothing. */
const HARMLESS: ReadonlySet<string> = new Set(['isIP', 'isIPv4', 'isIPv6']);

function networkOf(source: Source): string[] {
  if (excepted(source.path, EXCEPTIONS.network)) return [];
  const taken = source.imports.filter(
    (i) =>
      !i.typeOnly &&
      NETWORK.has(i.from ?? '') &&
      !(i.names.length > 0 && i.names.every((n) => HARMLESS.has(n))),
  );
  return [
    ...taken.map(({ from }) => `${source.path}: only upstream may import ${from}`),
    ...matchesIn(source, /(?<![\w.$])fetch\s*\(/g, 'only upstream reaches the network'),
  ];
}

/** Invariant 8: nothing turns data into code. */
export const dataStaysData: RuleCheck = (sources) =>
  product(sources).flatMap((source) => [
    ...matchesIn(source, /(?<![\w.$])eval\s*\(|\bnew\s+Function\b/g, 'no code is made from text'),
    ...source.imports
      .filter(({ from }) => from === 'node:vm')
      .map(() => `${source.path}: no code is made from text (node:vm)`),
    ...source.imports
      .filter(({ from }) => from === null && !excepted(source.path, EXCEPTIONS.computedImport))
      .map(() => `${source.path}: what is imported must be written out`),
    ...(packageOf(source.path) === 'gateway' && !excepted(source.path, EXCEPTIONS.pattern)
      ? matchesIn(source, /\bnew\s+RegExp\b/g, 'no regular expression is made from data')
      : []),
  ]);

function product(sources: readonly Source[]): Source[] {
  return sources.filter(isProduct);
}

function gateway(sources: readonly Source[]): Source[] {
  return product(sources).filter(({ path }) => inGateway(path) !== null);
}

function imports(source: Source, forbidden: (taken: Import) => boolean): string[] {
  return source.imports.filter(forbidden).map(({ from }) => from ?? 'something computed');
}

/** Matches of a pattern, unless the file lies in one of these places of the gateway. */
function unless(places: readonly string[], source: Source, pattern: RegExp, rule: string): string[] {
  const place = inGateway(source.path) ?? '';
  const allowed = places.some((p) => (p.endsWith('/') ? place.startsWith(p) : place === p));
  return allowed ? [] : matchesIn(source, pattern, rule);
}

function importsRoom(source: Source, room: string, places: readonly string[]): string[] {
  const place = inGateway(source.path) ?? '';
  if (
    roomOf(source.path) === room ||
    places.some((p) => (p.endsWith('/') ? place.startsWith(p) : place === p))
  )
    return [];
  return source.imports
    .filter((taken) => !taken.typeOnly && roomOf(targetOf(source, taken) ?? '') === room)
    .map(() => `${source.path}: only ${places.join(' and ')} may import ${room}`);
}
