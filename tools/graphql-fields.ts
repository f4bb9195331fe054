/** A field of a GraphQL document: its name, what it is given, and what is read of it. */
export interface Field {
  readonly name: string;
  readonly args: ReadonlyMap<string, Value>;
  readonly fields: readonly Field[];
}

/** A variable, members of an input object, or anything written out. */
export type Value =
  | { readonly kind: 'variable'; readonly name: string }
  | { readonly kind: 'object'; readonly members: ReadonlyMap<string, Value> }
  | { readonly kind: 'literal' };

export interface Document {
  readonly root: 'Query' | 'Mutation';
  /** types as they are declared, by name without `$` */
  readonly variables: ReadonlyMap<string, string>;
  readonly fields: readonly Field[];
}

/** Reads the documents of our manifests: one operation, no fragments, no directives, no aliases. */
export function readDocument(text: string): Document {
  const tokens = text.match(/[{}()[\]:!$]|[A-Za-z_]\w*|"[^"]*"|-?\d+(?:\.\d+)?/g) ?? [];
  let at = 0;
  const take = (expected?: string): string => {
    const token = tokens[at++];
    if (token === undefined || (expected !== undefined && token !== expected))
      throw new Error(`Expected ${expected ?? 'more'}, found ${token ?? 'the end'}.`);
    return token;
  };
  const isNext = (token: string) => tokens[at] === token;

  const value = (): Value => {
    if (isNext('$')) {
      take('$');
      return { kind: 'variable', name: take() };
    }
    if (isNext('{')) return { kind: 'object', members: named('{', '}') };
    if (isNext('[')) {
      take('[');
      while (!isNext(']')) value();
      take(']');
      return { kind: 'literal' };
    }
    take();
    return { kind: 'literal' };
  };
  const named = (open: string, close: string): Map<string, Value> => {
    const members = new Map<string, Value>();
    for (take(open); !isNext(close); ) {
      const name = take();
      take(':');
      members.set(name, value());
    }
    take(close);
    return members;
  };
  const selection = (): Field[] => {
    const fields: Field[] = [];
    for (take('{'); !isNext('}'); ) {
      const name = take();
      const args = isNext('(') ? named('(', ')') : new Map<string, Value>();
      fields.push({ name, args, fields: isNext('{') ? selection() : [] });
    }
    take('}');
    return fields;
  };
  const declared = (): Map<string, string> => {
    const variables = new Map<string, string>();
    for (take('('); !isNext(')'); ) {
      take('$');
      const name = take();
      take(':');
      let type = '';
      while (!isNext('$') && !isNext(')')) type += take();
      variables.set(name, type);
    }
    take(')');
    return variables;
  };

  const root = take() === 'mutation' ? 'Mutation' : 'Query';
  take();
  const variables = isNext('(') ? declared() : new Map<string, string>();
  return { root, variables, fields: selection() };
}
