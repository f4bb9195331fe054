import { canonical, sha256Hex } from '@agentport/engine';
import { isAlias, isNode, LineCounter, parseDocument, visit } from 'yaml';
import type { z } from 'zod';
import type { Definition, Operation } from './definition.ts';
import { didYouMean } from './did-you-mean.ts';
import { deepFreeze } from './freeze.ts';
import { parseGraphqlDocument } from './graphql-document.ts';
import { lint } from './lint.ts';
import type { LintProblem } from './lint-problem.ts';
import { MANIFEST_KEYS, type Manifest, type ManifestOperation, manifest } from './manifest.ts';
import { inlineReferences, isRecord, UnusablePart } from './references.ts';

const BYTES_MAX = 512 * 1024;

export interface ManifestProblem extends LintProblem {
  readonly file: string;
  /** from 1 */
  readonly line: number;
  readonly column: number;
}

export type ParsedManifest =
  | { readonly ok: true; readonly definition: Definition; readonly warnings: readonly ManifestProblem[] }
  | { readonly ok: false; readonly problems: readonly ManifestProblem[] };

/** Reads one manifest. Never throws for a bad one: says every problem with its line and what to do. */
export function parseManifest(source: string, file: string): ParsedManifest {
  const lines = new LineCounter();
  if (source.length > BYTES_MAX) {
    const message = `is larger than ${BYTES_MAX} characters; split the integration`;
    return { ok: false, problems: [{ file, line: 1, column: 1, path: [], severity: 'error', message }] };
  }
  const document = parseDocument(source, {
    lineCounter: lines,
    version: '1.2',
    uniqueKeys: true,
    strict: true,
  });
  const at = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return { file, line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const syntax = [...document.errors, ...document.warnings].map((error) => ({
    ...at(error.pos[0]),
    path: [],
    severity: 'error' as const,
    message: `is not valid YAML: ${error.message.split('\n')[0]}`,
  }));
  if (syntax.length > 0) return { ok: false, problems: syntax };

  const place = (problem: LintProblem): ManifestProblem => ({
    ...at(offsetOf(document, problem.path)),
    ...problem,
  });
  const checked = check(document);
  if (!checked.ok) return { ok: false, problems: checked.problems.map(place) };
  const findings = lint(checked.manifest).map(place);
  if (findings.some((problem) => problem.severity === 'error')) return { ok: false, problems: findings };
  return { ok: true, definition: define(checked.manifest), warnings: findings };
}

type Checked =
  | { readonly ok: true; readonly manifest: Manifest }
  | { readonly ok: false; readonly problems: readonly LintProblem[] };

function check(document: ReturnType<typeof parseDocument>): Checked {
  const refuse = (message: string, path: readonly (string | number)[] = []): Checked => ({
    ok: false,
    problems: [{ path, severity: 'error', message }],
  });
  let aliases = false;
  visit(document, (_, node) => {
    if (isAlias(node)) aliases = true;
  });
  if (aliases)
    return refuse("has a YAML alias; put the part under definitions and write $ref: '#/definitions/<name>'");
  const data: unknown = document.toJS();
  if (!isRecord(data)) return refuse('is not a mapping; begin with v: 1');
  try {
    const parsed = manifest.safeParse(inlineReferences(data));
    if (parsed.success) return { ok: true, manifest: parsed.data };
    return { ok: false, problems: parsed.error.issues.flatMap(shapeProblems) };
  } catch (error) {
    if (error instanceof UnusablePart) return refuse(error.message, error.path);
    throw error;
  }
}

function shapeProblems(issue: z.core.$ZodIssue): LintProblem[] {
  const path = issue.path.map((step) => (typeof step === 'symbol' ? String(step) : step));
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => {
      const meant = didYouMean(key, MANIFEST_KEYS);
      const hint = meant === null ? 'remove it' : `did you mean '${meant}'?`;
      return {
        path: [...path, key],
        severity: 'error',
        message: `'${key}' is not a key of the format; ${hint}`,
      };
    });
  }
  return [{ path, severity: 'error', message: shapeMessage(issue) }];
}

function shapeMessage(issue: z.core.$ZodIssue): string {
  const inner = issue.code === 'invalid_key' ? issue.issues[0]?.message : undefined;
  const message = inner ?? issue.message;
  return /^[A-Z]/.test(message)
    ? `is not right: ${message.charAt(0).toLowerCase()}${message.slice(1)}`
    : message;
}

/** Where in the file a path stands; what a $ref brought in stands at the place that refers to it. */
function offsetOf(document: ReturnType<typeof parseDocument>, path: readonly (string | number)[]): number {
  for (let length = path.length; length > 0; length -= 1) {
    const node = document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return node.range[0];
  }
  return 0;
}

function define(parsed: Manifest): Definition {
  const operations: { [name: string]: Operation } = {};
  for (const [name, operation] of Object.entries(parsed.operations)) {
    const hide = [...new Set([...parsed.hide, ...operation.hide])];
    operations[name] = {
      ...operation,
      name,
      hide,
      params: operation.params as Operation['params'],
      binding: defineBinding(operation.binding),
    };
  }
  const { hide: _, ...rest } = parsed;
  return deepFreeze({ ...rest, definition_sha256: sha256Hex(canonical(parsed)), operations });
}

function defineBinding(binding: ManifestOperation['binding']): Operation['binding'] {
  if (binding.kind !== 'graphql') return binding;
  const parsed = parseGraphqlDocument(binding.document);
  if (!parsed.ok) throw new Error(`The linter let a document pass that ${parsed.message}.`);
  return { ...binding, operation_name: parsed.document.name };
}
