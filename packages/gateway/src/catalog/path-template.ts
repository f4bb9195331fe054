/**
 * A path with the places where arguments go.
 * `{customer}`         one segment; a slash in the value is refused
 * `{path:segments}`    the rest of the path; the value is split at slashes and each part encoded. Only at the
 *                      end, so that a value can never turn one route of the service into another
 * `{branch:one}`       one segment whose value may hold slashes, sent as %2F, for services known to read it so
 * A slash at the end is kept: some services take only that form.
 */
export interface PathTemplate {
  readonly pieces: readonly (string | PathPlaceholder)[];
}

export interface PathPlaceholder {
  readonly argument: string;
  readonly kind: 'segment' | 'segments' | 'one';
}

const LITERAL = /^[A-Za-z0-9._@-]+$/;
const PLACEHOLDER = /^\{([a-z][a-z0-9_]{0,60})(?::(segments|one))?\}$/;

/** Reads a path template. @returns null when it is not one: no leading slash, empty or dot segments, stray braces */
export function parsePathTemplate(path: string): PathTemplate | null {
  if (!path.startsWith('/')) return null;
  const pieces: (string | PathPlaceholder)[] = [];
  const segments = path.slice(1).split('/');
  for (const [index, segment] of segments.entries()) {
    const isEnd = segment === '' && index > 0 && index === segments.length - 1;
    const piece = isEnd ? segment : readSegment(segment);
    if (piece === null || endsEarly(pieces)) return null;
    pieces.push(piece);
  }
  return { pieces };
}

function readSegment(segment: string): string | PathPlaceholder | null {
  const match = PLACEHOLDER.exec(segment);
  if (match !== null) {
    const kind = match[2] === 'segments' || match[2] === 'one' ? match[2] : 'segment';
    return { argument: match[1] ?? '', kind };
  }
  if (segment === '.' || segment === '..' || !LITERAL.test(segment)) return null;
  return segment;
}

function endsEarly(pieces: readonly (string | PathPlaceholder)[]): boolean {
  const last = pieces.at(-1);
  return typeof last === 'object' && last.kind === 'segments';
}

export function pathArguments(template: PathTemplate): readonly string[] {
  return template.pieces.filter((piece) => typeof piece !== 'string').map((piece) => piece.argument);
}
