import type { DisplayModelWire, DisplayRowWire, Segment } from '@agentport/contract';
import type { DisplayModel } from '@agentport/engine';
import { rfc3339 } from './time.ts';

type EngineSegment = DisplayModel['agent'][number];
type EngineRow = DisplayModel['rows'][number];

/**
 * The stored display model in the contract's shape. It moves and names; it computes no text of its own from
 * arguments, so that what the person sees stays what the digest covers.
 * @param notSent names of arguments that are verified and not sent
 */
export function presentDisplay(
  model: DisplayModel,
  connection: string,
  notSent: ReadonlySet<string>,
): DisplayModelWire {
  return {
    v: model.v,
    title: presentTitle(model.title),
    ...presentTarget(model.target),
    rows: model.rows.map((row) => presentRow(row, notSent)),
    rows_omitted: model.rows_omitted,
    lookups: model.lookups.map(({ label, shown, at }) => ({
      label,
      value: [...segments(shown.value), ...leftOut(shown.omitted)],
      at: rfc3339(at),
    })),
    warnings: model.warnings.map(({ code, pointer }) => ({ pointer, message: WARNINGS[code] })),
    note: model.note && [...segments(model.note.value), ...leftOut(model.note.omitted)],
    integration_title: plain(model.integration),
    agent: segments(model.agent),
    connection,
    operation: model.operation,
    risk: model.risk,
  };
}

export function presentTitle(title: DisplayModel['title']): Segment[] {
  return title.flatMap((part) => {
    const shown = [...segments(part.value), ...leftOut(part.omitted)];
    return part.source === 'argument' ? shown.map(asArgument) : shown;
  });
}

function asArgument(segment: Segment): Segment {
  return segment.t === 'text' ? { ...segment, argument: true } : segment;
}

function presentTarget(
  target: DisplayModel['target'],
): Pick<DisplayModelWire, 'method' | 'url' | 'headers' | 'body' | 'query' | 'tool'> {
  if (target.kind === 'mcp') {
    const url = segments(target.server);
    return { method: 'MCP', url, headers: [], body: null, query: [], tool: segments(target.tool) };
  }
  return {
    method: target.method,
    url: segments(target.url),
    headers: target.headers.map(({ name, value }) => ({ name: plain(name), value: segments(value) })),
    body: target.body.bytes === 0 ? null : target.body,
    query: target.query.map(({ name, value }) => ({ name: segments(name), value: segments(value) })),
    tool: null,
  };
}

function presentRow(row: EngineRow, notSent: ReadonlySet<string>): DisplayRowWire {
  return {
    pointer: row.pointer,
    name: segments(row.name),
    value: segments(row.value),
    type: row.type,
    length: row.length ?? 0,
    sha256: row.sha256,
    collapsed: row.collapsed,
    meaning: row.meaning,
    sent: !notSent.has(topLevel(row.pointer)),
    flags: [...row.flags],
    title: row.title,
    depth: row.depth,
    omitted: row.omitted,
  };
}

const WARNINGS: Readonly<Record<DisplayModel['warnings'][number]['code'], string>> = {
  hidden_character: 'Holds characters that cannot be seen. They are written out.',
  mixed_script: 'Mixes letters of several alphabets that look alike.',
  padding: 'Holds long runs of spaces or empty lines that could push text out of sight.',
  secret: 'Looks like a secret. Its value is not shown.',
  long: 'Is long. Open it before you decide.',
  uninspectable: 'Cannot be read here. Whoever approves it approves it unseen.',
  rows_omitted: 'There are more arguments than this page can show.',
};

export function segments(list: readonly EngineSegment[]): Segment[] {
  return list.map((segment) => {
    if (segment.t !== 'escape') return { ...segment };
    const { t, code, name, count } = segment;
    return { t, code, count, ...(name === null ? {} : { name }) };
  });
}

/** An escape, not text: no argument can imitate it. */
function leftOut(characters: number): Segment[] {
  return characters === 0 ? [] : [{ t: 'escape', code: '…', name: `${characters} characters left out` }];
}

/** For what people of this installation and the integration named, shown as text or by its codes. */
function plain(list: readonly EngineSegment[]): string {
  return list
    .map((segment) =>
      segment.t === 'text' ? segment.v : segment.t === 'escape' ? `[${segment.code}]` : '[secret]',
    )
    .join('');
}

function topLevel(pointer: string): string {
  return (pointer.split('/')[1] ?? '').replaceAll('~1', '/').replaceAll('~0', '~');
}
