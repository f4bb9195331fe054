/** A secret as the file names it: the value stays outside the file. */
export type SecretReference =
  | { readonly kind: 'variable'; readonly name: string }
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'literal' };

const VARIABLE = /^\$\{([A-Za-z_][A-Za-z0-9_]*)\}$/;
const FILE = /^\$\{file:([^}]+)\}$/;

/** Reads `${NAME}` or `${file:/path}`; anything else is the key itself, written into the file. */
export function parseReference(text: string): SecretReference {
  const variable = VARIABLE.exec(text);
  if (variable?.[1]) return { kind: 'variable', name: variable[1] };
  const file = FILE.exec(text);
  if (file?.[1]) return { kind: 'file', path: file[1] };
  return { kind: 'literal' };
}
