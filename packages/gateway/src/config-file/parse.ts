import { type Document, isMap, LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import { didYouMean } from '../catalog/index.ts';
import { Fault } from '../kernel/fault.ts';
import { DEFAULT_LIMITS } from '../limits/index.ts';
import { type ConfigFile, type ConsolePolicy, configFile, consolePolicy } from './schema.ts';

/** The parsed file and where each part of it stands. */
export interface ParsedFile extends Parsed<ConfigFile> {}

interface Parsed<Content> {
  readonly content: Content;
  /** 1-based line of a path, of its nearest parent when it is not written out */
  lineOf(path: readonly (string | number)[]): number;
}

const KNOWN_KEYS: Readonly<Record<string, readonly string[]>> = {
  '': [
    'version',
    'integrations',
    'agents',
    'rules',
    'approvals',
    'retention',
    'limits',
    'tls',
    'trusted_proxies',
  ],
  integrations: [
    'integration',
    'api_key',
    'token',
    'oauth',
    'basic',
    'recipients',
    'base_url',
    'permissions',
    'limits',
    'concurrent_calls',
    'deadline_seconds',
  ],
  rules: ['id', 'match', 'effect', 'step_up'],
  approvals: ['approve_within_minutes', 'execute_within_minutes'],
  retention: ['results', 'payloads', 'sign_ins'],
  tls: ['cert', 'key'],
  agents: ['permissions', 'limits', ...Object.keys(DEFAULT_LIMITS.agent)],
  limits: [
    ...Object.keys(DEFAULT_LIMITS.agent),
    'total_calls_per_minute',
    'waiters',
    'wrong_tokens_per_minute',
  ],
};

/**
 * Reads agentport.yaml. YAML's own traps (duplicate keys, aliases that expand without end, custom tags) are errors.
 * @param file name for messages
 * @throws {Fault} `config_invalid` with line, column and what to do
 */
export function parseConfigFile(text: string, file: string): ParsedFile {
  return parseAs(configFile, text, file);
}

/**
 * Reads what people write in the console: the same words as in agentport.yaml, but only those about what agents may do.
 * @throws {Fault} `config_invalid`, as above
 */
export function parseConsolePolicy(text: string, name: string): Parsed<ConsolePolicy> {
  return parseAs(consolePolicy, text, name);
}

function parseAs<Content>(schema: z.ZodType<Content>, text: string, file: string): Parsed<Content> {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true, merge: false, strict: true });
  const syntax = document.errors[0];
  if (syntax) {
    const { line, col } = lines.linePos(syntax.pos[0]);
    throw invalid(
      file,
      line,
      col,
      `This is not valid YAML: ${withoutQuotes(syntax.message)}. Correct this line.`,
    );
  }
  const lineOf = (path: readonly (string | number)[]) => positionOf(document, lines, path).line;
  const parsed = schema.safeParse(plain(document, file));
  if (parsed.success) return { content: parsed.data, lineOf };
  throw describeIssue(parsed.error.issues, document, lines, file);
}

function plain(document: Document, file: string): unknown {
  try {
    return document.toJS({ maxAliasCount: 50 }) ?? {};
  } catch {
    const what = 'The file uses a YAML alias that is not defined, or too many of them. Write the values out.';
    throw invalid(file, 1, 1, what);
  }
}

function describeIssue(
  issues: readonly z.core.$ZodIssue[],
  document: Document,
  lines: LineCounter,
  file: string,
): Fault {
  const issue = issues[0];
  if (!issue) return invalid(file, 1, 1, 'The file cannot be read.');
  const path = issue.path.filter((step) => typeof step !== 'symbol');
  if (issue.code === 'unrecognized_keys') {
    const key = issue.keys[0] ?? '';
    const guess = didYouMean(key, KNOWN_KEYS[String(path[0] ?? '')] ?? []);
    const { line, col } = positionOf(document, lines, [...path, key]);
    return invalid(file, line, col, `Unknown key "${key}".${guess ? ` Did you mean "${guess}"?` : ''}`);
  }
  const { line, col } = positionOf(document, lines, path);
  return invalid(file, line, col, `${path.join('.') || 'The file'}: ${issue.message}.`);
}

function positionOf(
  document: Document,
  lines: LineCounter,
  path: readonly (string | number)[],
): { line: number; col: number } {
  for (let length = path.length; length > 0; length--) {
    const parent = length === 1 ? document.contents : document.getIn(path.slice(0, length - 1), true);
    const step = path[length - 1];
    const pair = isMap(parent)
      ? parent.items.find((item) => String((item.key as { value?: unknown }).value) === String(step))
      : undefined;
    const range =
      (pair?.key as { range?: [number, number, number] } | undefined)?.range ??
      rangeOf(document, path.slice(0, length));
    if (range) return lines.linePos(range[0]);
  }
  return { line: 1, col: 1 };
}

function rangeOf(
  document: Document,
  path: readonly (string | number)[],
): [number, number, number] | undefined {
  const node = document.getIn(path, true) as { range?: [number, number, number] } | undefined;
  return node?.range;
}

/** What the parser says, without the text of the file that it likes to quote after a colon: a key may stand there. */
function withoutQuotes(message: string): string {
  return (message.split('\n')[0] ?? '')
    .replace(/ at line \d+, column \d+:?$/, '')
    .replace(/: .*$/, '')
    .replace(/\.$/, '');
}

function invalid(file: string, line: number, column: number, message: string): Fault {
  return new Fault('config_invalid', `${file}:${line}:${column}: ${message}`, {
    details: { file, line, column },
  });
}
