/** A text with the places where arguments go: `Refund {amount:money} of {charge}`. */
export interface TextTemplate {
  readonly pieces: readonly (string | Placeholder)[];
}

export interface Placeholder {
  readonly argument: string;
  readonly format: string | null;
}

const PLACEHOLDER = /^([a-z][a-z0-9_]{0,60})(?::([a-z_]{1,20}))?$/;

/** Reads a template. @returns null when braces do not pair up or a placeholder is not `{name}` or `{name:format}` */
export function parseTextTemplate(text: string): TextTemplate | null {
  const pieces: (string | Placeholder)[] = [];
  let at = 0;
  while (at < text.length) {
    const open = text.indexOf('{', at);
    const plain = open === -1 ? text.slice(at) : text.slice(at, open);
    if (plain.includes('}')) return null;
    if (plain !== '') pieces.push(plain);
    if (open === -1) break;
    const close = text.indexOf('}', open);
    const match = close === -1 ? null : PLACEHOLDER.exec(text.slice(open + 1, close));
    if (match === null) return null;
    pieces.push({ argument: match[1] ?? '', format: match[2] ?? null });
    at = close + 1;
  }
  return { pieces };
}

export function placeholders(template: TextTemplate): readonly Placeholder[] {
  return template.pieces.filter((piece) => typeof piece !== 'string');
}
