/** What a form can ask for; everything else is typed as JSON. */
export interface SchemaField {
  readonly name: string;
  readonly kind: 'text' | 'number' | 'switch' | 'choice' | 'json';
  readonly required: boolean;
  readonly hint: string | null;
  readonly choices: readonly string[];
}

interface Shape {
  readonly type?: unknown;
  readonly enum?: unknown;
  readonly description?: unknown;
}

/** The arguments of an operation, those that are needed first. */
export function schemaFields(parameters: Readonly<Record<string, unknown>>): readonly SchemaField[] {
  const properties = (parameters.properties ?? {}) as Readonly<Record<string, Shape>>;
  const needed = new Set(Array.isArray(parameters.required) ? parameters.required : []);
  return Object.entries(properties)
    .map(([name, shape]): SchemaField => {
      const choices = Array.isArray(shape.enum) && shape.enum.every((one) => typeof one === 'string');
      return {
        name,
        kind: choices ? 'choice' : kindOf(shape.type),
        required: needed.has(name),
        hint: typeof shape.description === 'string' ? shape.description : null,
        choices: choices ? (shape.enum as string[]) : [],
      };
    })
    .sort((a, b) => Number(b.required) - Number(a.required));
}

function kindOf(type: unknown): SchemaField['kind'] {
  if (type === 'string') return 'text';
  if (type === 'integer' || type === 'number') return 'number';
  return type === 'boolean' ? 'switch' : 'json';
}

/**
 * Arguments from what was typed; what was left empty is left out.
 * @throws {SyntaxError} that names the argument whose JSON cannot be read
 */
export function argumentsOf(
  fields: readonly SchemaField[],
  typed: Readonly<Record<string, string>>,
): Record<string, unknown> {
  return Object.fromEntries(
    fields.flatMap((field): [string, unknown][] => {
      const text = typed[field.name] ?? '';
      return text.trim() === '' ? [] : [[field.name, typedValue(field, text)]];
    }),
  );
}

function typedValue({ name, kind }: SchemaField, text: string): unknown {
  if (kind === 'number') return Number.isNaN(Number(text)) ? text : Number(text);
  if (kind === 'switch') return text === 'true';
  return kind === 'json' ? parseJson(text, name) : text;
}

/** @throws {SyntaxError} with what to do */
export function parseJson(text: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new SyntaxError(`${name} is not JSON yet. Texts and names need double quotes.`);
  }
}
