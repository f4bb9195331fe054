import type { Pair, Wire } from '../action/action.ts';
import { domainDigest } from '../action/digest.ts';
import { canonical } from '../json/canonical.ts';
import type { JsonValue } from '../json/value.ts';
import { segmentsOf } from './escape.ts';
import { maskOf } from './mask.ts';
import {
  DISPLAY_VERSION,
  type DisplayInput,
  type DisplayModel,
  type DisplayPair,
  type DisplayTarget,
} from './model.ts';
import { rowsOf } from './rows.ts';
import { shownText } from './shown-text.ts';
import { titleOf } from './title.ts';

const NOTE_CHARACTERS = 2_000;
const LOOKUP_CHARACTERS = 400;

/** What a person is shown before they answer: a pure function, so that anyone can make it again and compare. */
export function render(input: DisplayInput): DisplayModel {
  const { action } = input;
  const mask = maskOf(action.args, input.secrets);
  const { rows, omitted } = rowsOf(input);
  const warnings: { code: DisplayModel['warnings'][number]['code']; pointer: string }[] = rows.flatMap(
    (row) => row.flags.map((code) => ({ code, pointer: row.pointer })),
  );
  if (omitted > 0) warnings.push({ code: 'rows_omitted', pointer: '' });
  return {
    v: DISPLAY_VERSION,
    action_sha256: input.actionSha256,
    title: titleOf(input),
    agent: segmentsOf(input.agentName),
    connection: segmentsOf(input.connectionName),
    integration: segmentsOf(input.integrationTitle),
    operation: action.operation,
    risk: action.risk,
    target: targetOf(action.wire, mask),
    rows,
    rows_omitted: omitted,
    lookups: input.lookups.map(({ label, value, at }) => ({
      label,
      shown: shownText(mask(plain(value)), LOOKUP_CHARACTERS),
      at,
    })),
    warnings,
    note: input.note === null ? null : shownText(mask(input.note), NOTE_CHARACTERS),
    reasons: input.reasons.map(({ code, rule, detail }) => {
      return { code, rule: segmentsOf(rule ?? ''), detail: segmentsOf(detail ?? '') };
    }),
    created_at: action.created_at,
    approve_before: action.approve_before,
  };
}

/** Hex SHA-256 of what was shown; a decision keeps it beside the action's. */
export function displayDigest(model: DisplayModel): string {
  return domainDigest('agentport/display/v1', model);
}

function targetOf(wire: Wire, mask: (text: string) => string): DisplayTarget {
  const pair = ([name, value]: Pair): DisplayPair => ({
    name: segmentsOf(mask(name)),
    value: segmentsOf(mask(value)),
  });
  if (wire.kind === 'mcp') {
    const { tool_sha256, arguments_sha256 } = wire;
    const server = segmentsOf(wire.server_url);
    return { kind: 'mcp', server, tool: segmentsOf(wire.tool), tool_sha256, arguments_sha256 };
  }
  return {
    kind: 'http',
    method: wire.method,
    url: segmentsOf(mask(wire.origin + wire.path)),
    query: wire.query.map(pair),
    headers: wire.headers.map(pair),
    body: { bytes: wire.body_bytes, sha256: wire.body_sha256 },
  };
}

function plain(value: JsonValue): string {
  return typeof value === 'string' ? value : canonical(value);
}
