import { z } from 'zod';
import { isSafePattern } from './pattern.ts';

const propertyName = z
  .string()
  .regex(/^[A-Za-z_][A-Za-z0-9_-]{0,60}$/, 'is not a parameter name: use letters, digits, _ and -');

const typeName = z.enum(['string', 'integer', 'number', 'boolean', 'object', 'array', 'null']);
const count = z.int().nonnegative();
const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);

/**
 * The part of JSON Schema 2020-12 a manifest may use: enough for the services' parameters, nothing that
 * branches, fetches or backtracks. Top-level combinators are left out on purpose: model providers refuse tools
 * that have them; `one_of` beside `params` says the same.
 */
export const paramsSchema = z.strictObject({
  type: z.exactOptional(z.union([typeName, z.array(typeName).min(1)])),
  title: z.exactOptional(z.string()),
  description: z.exactOptional(z.string()),
  enum: z.exactOptional(z.array(scalar).min(1)),
  const: z.exactOptional(scalar),
  default: z.exactOptional(scalar),
  minLength: z.exactOptional(count),
  maxLength: z.exactOptional(count),
  pattern: z.exactOptional(
    z
      .string()
      .refine(
        isSafePattern,
        'is not a safe pattern: anchor it with ^ and $, use plain characters and classes, and at most one of variable length',
      ),
  ),
  minimum: z.exactOptional(z.number()),
  maximum: z.exactOptional(z.number()),
  minItems: z.exactOptional(count),
  maxItems: z.exactOptional(count),
  minProperties: z.exactOptional(count),
  maxProperties: z.exactOptional(count),
  required: z.exactOptional(z.array(z.string())),
  get items() {
    return z.exactOptional(paramsSchema);
  },
  get properties() {
    return z.exactOptional(z.record(propertyName, paramsSchema));
  },
  get propertyNames() {
    return z.exactOptional(paramsSchema);
  },
  get additionalProperties() {
    return z.exactOptional(z.union([z.boolean(), paramsSchema]));
  },
});

export type ParamsSchema = z.infer<typeof paramsSchema>;
