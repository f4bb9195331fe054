import { type JsonObject, type JsonValue, jsonPointer } from '@agentport/engine';
import type { ArgumentProblem } from './definition.ts';
import { type PathPlaceholder, parsePathTemplate } from './path-template.ts';

export interface BoundPath {
  readonly path: string;
  readonly used: ReadonlySet<string>;
  readonly problems: readonly ArgumentProblem[];
}

/**
 * Puts arguments into a path so that none can change its shape (T54). Each value is percent-encoded down to the
 * unreserved characters of RFC 3986 §2.3. Refused, because servers disagree about them even when encoded: empty
 * and dot segments, slashes where none belong, backslashes, control characters, and text that is itself an
 * encoded dot, slash or backslash and would come alive when somebody decodes twice.
 */
export function bindPath(template: string, args: JsonObject): BoundPath {
  const used = new Set<string>();
  const problems: ArgumentProblem[] = [];
  const segments: string[] = [];
  const parsed = parsePathTemplate(template);
  if (parsed === null) throw new Error(`'${template}' is not a path template.`);
  for (const piece of parsed.pieces) {
    if (typeof piece === 'string') {
      segments.push(piece);
      continue;
    }
    used.add(piece.argument);
    const value = args[piece.argument];
    const flaw = pathFlaw(piece, value);
    if (flaw === null) segments.push(encode(piece, String(value)));
    else
      problems.push({
        path: jsonPointer([piece.argument]),
        message: `${piece.argument} ${flaw}.`,
        expected: 'string',
      });
  }
  return { path: `/${segments.join('/')}`, used, problems };
}

function pathFlaw(piece: PathPlaceholder, value: JsonValue | undefined): string | null {
  if (typeof value !== 'string' && typeof value !== 'number') return 'is needed for the address';
  const text = String(value);
  if (!text.isWellFormed()) return 'holds half a character';
  if (/[\u0000-\u001f\u007f\\]/.test(text)) return 'may not hold a control character or backslash';
  if (/%(?:2e|2f|5c|25|00)/i.test(text))
    return 'may not hold an encoded dot, slash, backslash or percent sign';
  const parts = piece.kind === 'segment' ? [text] : text.split('/');
  if (parts.some((part) => part.includes('/'))) return "may not hold '/'";
  if (parts.some((part) => part === '')) return "may not be empty, nor begin or end with '/', nor hold '//'";
  if (parts.some((part) => part === '.' || part === '..'))
    return "may not hold the path segments '.' or '..'";
  return null;
}

function encode(piece: PathPlaceholder, value: string): string {
  return piece.kind === 'segments' ? value.split('/').map(percentEncode).join('/') : percentEncode(value);
}

/** Everything but RFC 3986's unreserved characters; encodeURIComponent leaves five more as they are. */
export function percentEncode(text: string): string {
  return encodeURIComponent(text).replaceAll(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
