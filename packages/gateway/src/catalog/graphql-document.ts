/** A GraphQL document of the one shape a manifest may hold: a single named operation with a single root field. */
export interface GraphqlDocument {
  readonly kind: 'query' | 'mutation';
  /** the operation's own name, sent as `operationName` */
  readonly name: string;
  /** the only root field: what the service does */
  readonly field: string;
  readonly variables: readonly GraphqlVariable[];
  /** variables that some argument takes its value from */
  readonly used: ReadonlySet<string>;
}

export interface GraphqlVariable {
  readonly name: string;
  /** the named type, or that of the list's items */
  readonly type: string;
  readonly list: boolean;
  /** must be given and may not be null */
  readonly required: boolean;
}

export type ParsedDocument =
  | { readonly ok: true; readonly document: GraphqlDocument }
  | { readonly ok: false; readonly message: string };

/** GraphQL October 2021, section 2.1, without comments, block strings and escapes, which no fixed text needs. */
const TOKEN =
  /[\s,]*(?:([A-Za-z_][A-Za-z0-9_]*)|(-?\d+(?:\.\d+)?|"[^"\\\r\n]*"(?!"))|(\.\.\.|[!$():=@[\]{}]))/y;
const DEPTH_MAX = 12;

/**
 * Reads a document and refuses whatever could make it do something else than its name says (T74): a second operation
 * or root field, aliases, fragments, directives, introspection, subscriptions.
 */
export function parseGraphqlDocument(text: string): ParsedDocument {
  try {
    return { ok: true, document: new Reader(tokens(text)).document() };
  } catch (error) {
    if (error instanceof Unreadable) return { ok: false, message: error.message };
    throw error;
  }
}

class Unreadable extends Error {}

interface Token {
  readonly kind: 'name' | 'literal' | 'sign' | 'end';
  readonly text: string;
}

function tokens(text: string): readonly Token[] {
  const found: Token[] = [];
  const end = text.trimEnd().length;
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < end) {
    const from = TOKEN.lastIndex;
    const match = TOKEN.exec(text);
    if (match === null)
      throw new Unreadable(`cannot be read from '${text.slice(from, from + 20).trim()}'; use plain GraphQL`);
    const [, name, literal, sign] = match;
    if (name !== undefined) found.push({ kind: 'name', text: name });
    else if (literal !== undefined) found.push({ kind: 'literal', text: literal });
    else found.push({ kind: 'sign', text: sign ?? '' });
  }
  return found;
}

class Reader {
  readonly #tokens: readonly Token[];
  readonly #used = new Set<string>();
  #at = 0;

  constructor(all: readonly Token[]) {
    this.#tokens = all;
  }

  document(): GraphqlDocument {
    const kind = this.#name();
    if (kind !== 'query' && kind !== 'mutation')
      throw new Unreadable(`begins with '${kind}'; begin with query or mutation and the operation's name`);
    const name = this.#name();
    const variables = this.#takes('(') ? this.#variables() : [];
    const fields = this.#selection(0);
    if (this.#peek().kind !== 'end')
      throw new Unreadable('goes on after the operation; a document holds exactly one operation');
    const [field = '', ...more] = fields;
    if (more.length > 0) throw new Unreadable(`asks for '${fields.join("', '")}'; keep one root field`);
    return { kind, name, field, variables, used: this.#used };
  }

  #variables(): readonly GraphqlVariable[] {
    const variables: GraphqlVariable[] = [];
    do {
      this.#expect('$');
      const name = this.#name();
      if (variables.some((one) => one.name === name)) throw new Unreadable(`declares '$${name}' twice`);
      this.#expect(':');
      variables.push({ name, ...this.#type() });
      if (this.#peek().text === '=')
        throw new Unreadable(`gives '$${name}' a default; nothing may be sent that nobody gave`);
    } while (!this.#takes(')'));
    return variables;
  }

  #type(): Omit<GraphqlVariable, 'name'> {
    const list = this.#takes('[');
    const type = this.#name();
    if (list) {
      this.#takes('!');
      this.#expect(']');
    }
    return { type, list, required: this.#takes('!') };
  }

  #selection(depth: number): readonly string[] {
    if (depth > DEPTH_MAX) throw new Unreadable('is nested too deep');
    this.#expect('{');
    const fields: string[] = [];
    do fields.push(this.#field(depth));
    while (!this.#takes('}'));
    return fields;
  }

  #field(depth: number): string {
    if (this.#peek().text === '...') throw new Unreadable('has a fragment; write its fields out');
    const name = this.#name();
    if (name.startsWith('__')) throw new Unreadable(`asks for '${name}'; introspection is not an operation`);
    if (this.#peek().text === ':')
      throw new Unreadable(`gives a field the alias '${name}'; use its own name`);
    if (this.#takes('(')) {
      do {
        this.#name();
        this.#expect(':');
        this.#value(depth);
      } while (!this.#takes(')'));
    }
    if (this.#peek().text === '@') throw new Unreadable(`has a directive at '${name}'; remove it`);
    if (this.#peek().text === '{') this.#selection(depth + 1);
    return name;
  }

  #value(depth: number): void {
    if (depth > DEPTH_MAX) throw new Unreadable('is nested too deep');
    const token = this.#next();
    if (token.kind === 'name' || token.kind === 'literal') return;
    if (token.text === '$') {
      this.#used.add(this.#name());
      return;
    }
    if (token.text === '[') {
      while (!this.#takes(']')) this.#value(depth + 1);
      return;
    }
    if (token.text !== '{') throw new Unreadable(`has '${token.text}' where a value belongs`);
    while (!this.#takes('}')) {
      this.#name();
      this.#expect(':');
      this.#value(depth + 1);
    }
  }

  #peek(): Token {
    return this.#tokens[this.#at] ?? { kind: 'end', text: '' };
  }

  #next(): Token {
    const token = this.#peek();
    if (token.kind === 'end') throw new Unreadable('ends too early; check its braces');
    this.#at += 1;
    return token;
  }

  #takes(sign: string): boolean {
    const taken = this.#peek().kind === 'sign' && this.#peek().text === sign;
    if (taken) this.#at += 1;
    return taken;
  }

  #expect(sign: string): void {
    if (!this.#takes(sign)) throw new Unreadable(`has '${this.#next().text}' where '${sign}' belongs`);
  }

  #name(): string {
    const token = this.#next();
    if (token.kind !== 'name') throw new Unreadable(`has '${token.text}' where a name belongs`);
    return token.text;
  }
}
