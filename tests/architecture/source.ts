/** One `import` or `export … from`, or a dynamic `import()`. */
export interface Import {
  /** null for a dynamic import of something computed */
  readonly from: string | null;
  /** `import type` and `export type`: gone before anything runs */
  readonly typeOnly: boolean;
  /** the names taken, without their aliases; empty for a whole module */
  readonly names: readonly string[];
}

export interface Source {
  /** relative to the root of the repository, with forward slashes */
  readonly path: string;
  readonly text: string;
  /** the text without comments and without what strings say, so that only code can match */
  readonly code: string;
  readonly imports: readonly Import[];
}

export function sourceOf(path: string, text: string): Source {
  const code = codeOf(text);
  return { path, text, code, imports: importsOf(text, code) };
}

const STATIC =
  /(?<![\w.$])(?:import|export)\s+(?<type>type\s+)?(?<what>[\w\s{},*$]*?)\s*\bfrom\s*(?<quote>['"])|(?<![\w.$])import\s*(?<bare>['"])/g;
const DYNAMIC = /(?<![\w.$])(?:import|require)\s*\(\s*(?<quote>['"`]?)/g;

function importsOf(text: string, code: string): Import[] {
  const found: Import[] = [];
  for (const match of code.matchAll(STATIC)) {
    const from = stringAt(text, code, match.index + match[0].length);
    const what = match.groups?.what ?? '';
    const names = [...what.matchAll(/(?<inline>type\s+)?(?<name>[\w$]+)(?:\s+as\s+[\w$]+)?/g)];
    const inline = names.length > 0 && names.every(({ groups }) => groups?.inline !== undefined);
    found.push({
      from,
      typeOnly: match.groups?.type !== undefined || inline,
      names: names.flatMap(({ groups }) => (groups?.inline === undefined ? [groups?.name ?? ''] : [])),
    });
  }
  for (const match of code.matchAll(DYNAMIC)) {
    const literal = match.groups?.quote !== '';
    const from = literal ? stringAt(text, code, match.index + match[0].length) : null;
    found.push({ from, typeOnly: false, names: [] });
  }
  return found;
}

/** What stands in the string that begins at `start`; the blanked code tells where it ends. */
function stringAt(text: string, code: string, start: number): string {
  const quote = code[start - 1] ?? "'";
  return text.slice(start, code.indexOf(quote, start));
}

const REGEX_MAY_FOLLOW = /(?:^|[(,=:[!&|?{};+]|=>|\b(?:return|typeof|case|in|of|yield|await))\s*$/;

/**
 * Blanks comments, and the inside of strings, templates and regular expressions; every offset stays where it was.
 * A quote or slash that finds no end on its line is text (JSX) and left alone.
 */
function codeOf(text: string): string {
  let out = '';
  const templates: number[] = []; // depth of braces at which each open template continues
  let depth = 0;
  for (let at = 0; at < text.length; ) {
    const char = text[at] ?? '';
    const inTemplate = char === '`' || (char === '}' && templates.at(-1) === depth);
    const end = inTemplate ? templateEnd(text, at + 1) : endOfOpaque(text, at, out);
    if (end === null) {
      if (char === '{') depth += 1;
      if (char === '}') depth -= 1;
      out += char;
      at += 1;
      continue;
    }
    if (char === '}') {
      templates.pop();
      depth -= 1;
    }
    if (inTemplate && text[end - 1] === '{') {
      depth += 1;
      templates.push(depth);
    }
    const edges = char === '/' && /[/*]/.test(text[at + 1] ?? '') ? 0 : 1;
    out +=
      edges === 0
        ? blank(text.slice(at, end))
        : char + blank(text.slice(at + 1, end - 1)) + (text[end - 1] ?? '');
    at = end;
  }
  return out;
}

/** Where the comment, string or regular expression that begins here ends, or null when none begins. */
function endOfOpaque(text: string, at: number, before: string): number | null {
  const rest = text.slice(at, at + 2);
  if (rest === '//') return lineEnd(text, at);
  if (rest === '/*') return text.includes('*/', at + 2) ? text.indexOf('*/', at + 2) + 2 : text.length;
  if (rest[0] === "'" || rest[0] === '"') return closing(text, at, rest[0]);
  if (rest[0] === '/' && REGEX_MAY_FOLLOW.test(before.slice(-40))) return closing(text, at, '/');
  return null;
}

function closing(text: string, at: number, quote: string): number | null {
  let inClass = false;
  for (let i = at + 1; i < lineEnd(text, at); i += 1) {
    const char = text[i];
    if (char === '\\') i += 1;
    else if (quote === '/' && char === '[') inClass = true;
    else if (quote === '/' && char === ']') inClass = false;
    else if (char === quote && !inClass) return i + 1;
  }
  return null;
}

/** Just after the closing backtick, or just after the `${` that interrupts the template. */
function templateEnd(text: string, from: number): number {
  for (let i = from; i < text.length; i += 1) {
    if (text[i] === '\\') i += 1;
    else if (text[i] === '`') return i + 1;
    else if (text.startsWith('${', i)) return i + 2;
  }
  return text.length;
}

function lineEnd(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end === -1 ? text.length : end;
}

function blank(text: string): string {
  return text.replaceAll(/[^\n]/g, ' ');
}
