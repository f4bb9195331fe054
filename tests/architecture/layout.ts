import { EXCEPTIONS } from './exceptions.ts';
import { excepted, GATEWAY, inGateway, isProduct, matchesIn, packageOf, roomOf, targetOf } from './places.ts';
import type { RuleCheck } from './rules.ts';
import type { Source } from './source.ts';

/** What the kernel holds is a closed list: it must not become the drawer for everything. */
const KERNEL: readonly string[] = ['clock', 'fault', 'ids', 'logger', 'page', 'random', 'secret'];
/** Foundations that every room builds on, file by file. */
const FOUNDATIONS: readonly string[] = ['kernel', 'storage'];

/** Rooms are entered by their door. Types of a foundation, and what an exception names, may be taken directly. */
export const roomsHaveOneDoor: RuleCheck = (sources) =>
  sources.filter(isProduct).flatMap((source) =>
    source.imports.flatMap((taken) => {
      const target = targetOf(source, taken);
      const room = target === null ? null : roomOf(target);
      if (target === null || room === null || room === roomOf(source.path)) return [];
      const within = target.slice(GATEWAY.length);
      if (/^[\w-]+\.ts$|\/index\.ts$/.test(within) || FOUNDATIONS.includes(room)) return [];
      if (excepted(within, taken.typeOnly ? EXCEPTIONS.typeDoor : EXCEPTIONS.door)) return [];
      return [`${source.path}: enter ${room} by its index.ts, not ${within}`];
    }),
  );

export const everyRoomHasADoor: RuleCheck = (sources) => {
  const files = sources.map(({ path }) => inGateway(path)).filter((file) => file !== null);
  const rooms = new Set(files.filter((file) => file.includes('/')).map((file) => file.split('/')[0] ?? ''));
  // The kernel and the group of entrances are no rooms: each of their parts is.
  rooms.delete('kernel');
  rooms.delete('entrances');
  const missing = [...rooms].filter((room) => !files.includes(`${room}/index.ts`));
  const strangers = files.filter((file) => /^kernel\/[\w-]+\.ts$/.test(file) && !isKernelFile(file));
  return [
    ...missing.map((room) => `${GATEWAY}${room}: a room shows its public face in index.ts`),
    ...strangers.map((file) => `${GATEWAY}${file}: the kernel is a closed list (${KERNEL.join(', ')})`),
  ];
};

function isKernelFile(file: string): boolean {
  return /\.test\.ts$/.test(file) || KERNEL.includes(file.slice('kernel/'.length, -'.ts'.length));
}

/** Which of our packages each package may use; what is not listed uses none. */
const MAY_USE: Readonly<Record<string, readonly string[]>> = {
  contract: ['engine'],
  gateway: ['engine', 'contract', 'sandbox', 'console'],
  console: ['contract'],
  cli: ['contract'],
  'mcp-server': ['contract'],
};

/** Invariant 3: console and cli speak only the contract; nobody reaches into another package's files. */
export const packagesKeepToTheirOwn: RuleCheck = (sources) =>
  sources.filter(isProduct).flatMap((source) => {
    const own = packageOf(source.path) ?? '';
    return source.imports.flatMap((taken) => {
      const target = targetOf(source, taken);
      if (target !== null && packageOf(target) !== own)
        return [`${source.path}: reaches into another package (${target})`];
      const used = /^@agentport\/([\w-]+)/.exec(taken.from ?? '')?.[1];
      if (used === undefined || used === own || MAY_USE[own]?.includes(used)) return [];
      return [`${source.path}: ${own} may not import @agentport/${used}`];
    });
  });

/** No two packages and no two rooms need each other. */
export const noCycles: RuleCheck = (sources) => {
  const shipped = sources.filter(isProduct);
  const rooms = edges(shipped, (source) => {
    const targets = source.imports.map((taken) => targetOf(source, taken) ?? '');
    return { from: roomOf(source.path), to: targets.map(roomOf) };
  });
  const packages = edges(shipped, (source) => ({
    from: packageOf(source.path),
    to: source.imports.map(({ from }) => /^@agentport\/([\w-]+)/.exec(from ?? '')?.[1] ?? null),
  }));
  return [...cyclesOf(rooms), ...cyclesOf(packages)].map((cycle) => `they need each other: ${cycle}`);
};

type Graph = Map<string, Set<string>>;

function edges(
  sources: readonly Source[],
  of: (source: Source) => { from: string | null; to: readonly (string | null)[] },
): Graph {
  const graph: Graph = new Map();
  for (const source of sources) {
    const { from, to } = of(source);
    if (from === null) continue;
    const targets = graph.get(from) ?? new Set();
    for (const target of to) if (target !== null && target !== from) targets.add(target);
    graph.set(from, targets);
  }
  return graph;
}

function cyclesOf(graph: Graph): string[] {
  const done = new Set<string>();
  const found: string[] = [];
  const visit = (node: string, trail: readonly string[]): void => {
    const at = trail.indexOf(node);
    if (at !== -1) found.push([...trail.slice(at), node].join(' -> '));
    if (at !== -1 || done.has(node)) return;
    for (const next of graph.get(node) ?? []) visit(next, [...trail, node]);
    done.add(node);
  };
  for (const node of graph.keys()) visit(node, []);
  return found;
}

const PLAIN: ReadonlySet<string> = new Set(['gateway', 'engine', 'contract', 'cli', 'mcp-server', 'sandbox']);

/** Names are exported one by one and imported under the name they have. */
export const exportsAreNamed: RuleCheck = (sources) =>
  sources
    .filter(({ path }) => PLAIN.has(packageOf(path) ?? ''))
    .flatMap((source) => [
      ...matchesIn(source, /\bexport\s*\*/g, 'list what is exported'),
      ...matchesIn(source, /\bexport\s+default\b/g, 'export by name'),
    ]);

/** The type checker is never told to look away. */
export const typesAreNotSilenced: RuleCheck = (sources) =>
  sources.flatMap((source) => [
    ...(isProduct(source) ? matchesIn(source, /\bas\s+any\b/g, 'say what it is') : []),
    ...[...source.text.matchAll(/@ts-(?:ignore|nocheck|expect-error)/g)].map(
      ([mark]) => `${source.path}: ${mark} hides what the next change breaks`,
    ),
    ...[...source.text.matchAll(/biome-ignore\s+[\w/]+\s*(?!:\s*\S)\n/g)].map(
      () => `${source.path}: a suppression needs its reason`,
    ),
  ]);

const LINES_MAX = 300;
const TEST_LINES_MAX = 400;

/** A file is read on a few screens; a test file may tell a longer story. */
export const filesStayShort: RuleCheck = (sources) =>
  sources
    .filter(({ path }) => !/\.gen\./.test(path))
    .flatMap(({ path, text }) => {
      const lines = text.split('\n').length - 1;
      const most = /\.(?:test|fixture)\.tsx?$/.test(path) ? TEST_LINES_MAX : LINES_MAX;
      return lines > most ? [`${path}: ${lines} lines, at most ${most}`] : [];
    });
