import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { buildConsole } from '../../packages/console/build.ts';
import { launchBrowser } from '../../tests/support/chromium.ts';
import { type Seen, type Visit, visit } from '../harness/phone.ts';
import { median } from '../harness/rounds.ts';
import { type Row, row } from '../harness/rows.ts';
import { askNote, benchYaml, onStage } from '../harness/stage.ts';

const VISITS = 7;
/** What the first load may weigh, and when a cold link may have painted at the latest. */
const SCRIPT_MAX_KB = 120;
const STYLE_MAX_KB = 12;
const PAINT_MAX_MS = 1_000;
/** Pieces smaller than this come with others and are not named. */
const NAMED_KB = 1;

/** What the console weighs, and what a phone sees of an approval that is opened from a message. */
export async function console(): Promise<Row[]> {
  const { directory } = await buildConsole();
  return [...weights(directory), ...(await onAPhone())];
}

function weights(directory: string): Row[] {
  const page = readFileSync(path.join(directory, 'index.html'), 'utf8');
  const first = new Set(
    [...page.matchAll(/(?:src|href)="\/assets\/([^"]+)"/g)].map(([, name]) => name ?? ''),
  );
  const files = readdirSync(path.join(directory, 'assets')).map((name) => ({
    name,
    kb: gzipSync(readFileSync(path.join(directory, 'assets', name))).length / 1_000,
  }));
  const sum = (ending: string) =>
    files.filter(({ name }) => first.has(name) && name.endsWith(ending)).reduce((all, { kb }) => all + kb, 0);
  const later = files
    .filter(({ name, kb }) => name.endsWith('.js') && !first.has(name) && kb >= NAMED_KB)
    .toSorted((a, b) => b.kb - a.kb);
  return [
    row('console: first load, script, gzip', sum('.js'), 'kB', SCRIPT_MAX_KB),
    row('console: first load, style, gzip', sum('.css'), 'kB', STYLE_MAX_KB),
    ...later.map(({ name, kb }) =>
      row(`console: loaded later, ${name.replace(/-[\w-]{8}\.js$/, '')}`, kb, 'kB'),
    ),
  ];
}

function onAPhone(): Promise<Row[]> {
  return onStage(async (stage) => {
    const service = await stage.process<{ url: string }>('service');
    const yaml = benchYaml(service.ready.url).replace('put_note: auto_approve', 'put_note: ask_approve');
    const gateway = await stage.gateway(yaml);
    const { cookie } = await gateway.ask<{ cookie: string }>({ do: 'person' });
    const url = `${gateway.ready.url}/approvals/${await askNote(gateway.ready)}`;
    const browser = await launchBrowser();
    try {
      const cold: Visit = { browser, url, cookie, ready: 'Deny', mobile: false };
      await visit(cold); // the first one also starts the browser's own processes
      return [
        ...rowsOf('this machine', await visits(cold)),
        ...rowsOf('4G and a slow processor', await visits({ ...cold, mobile: true }), PAINT_MAX_MS),
      ];
    } finally {
      await browser.close();
    }
  });
}

async function visits(cold: Visit): Promise<Seen[]> {
  const seen: Seen[] = [];
  for (let turn = 0; turn < VISITS; turn++) seen.push(await visit(cold));
  return seen;
}

function rowsOf(where: string, seen: readonly Seen[], mark: number | null = null): Row[] {
  const name = `console: approval at 390 px, ${where}`;
  const shifts = seen.map(({ shift }) => shift);
  return [
    row(`${name}, first contentful paint`, median(seen.map(({ firstPaint }) => firstPaint)), 'ms', mark),
    row(`${name}, can be decided`, median(seen.map(({ usable }) => usable)), 'ms'),
    row(`${name}, layout shift, worst`, Math.max(...shifts), 'CLS'),
  ];
}
