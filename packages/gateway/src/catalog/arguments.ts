import type { JsonObject, JsonValue } from '@agentport/engine';
import type { ErrorObject, ValidateFunction } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describeErrors } from './argument-problems.ts';
import { placementProblems } from './bind.ts';
import type { ArgumentProblem, Operation } from './definition.ts';
import { validationCopy } from './mcp-schema.ts';

const PROBLEMS_MAX = 20;
/** Above this many characters of arguments only the first problem is looked for. */
const SMALL = 16 * 1024;

export type CheckedArguments =
  | { readonly ok: true; readonly args: JsonObject }
  | { readonly ok: false; readonly problems: readonly ArgumentProblem[] };

interface Validators {
  readonly first: ValidateFunction;
  readonly all: () => ValidateFunction;
}

/** Each operation's schema is compiled when it is first called: start-up pays for none. */
const compiled = new WeakMap<Operation, Validators>();

/**
 * Checks arguments against an operation's parameters. Nothing is coerced and no default is filled in: what the
 * agent sent is what is shown, signed and sent, or it is refused.
 */
export function checkArguments(operation: Operation, args: JsonValue): CheckedArguments {
  if (!isObject(args)) {
    return refuse([{ path: '', message: 'Arguments must be a JSON object, e.g. {}.', expected: 'object' }]);
  }
  try {
    const problems = [...schemaProblems(operation, args), ...groupProblems(operation, args)];
    if (problems.length > 0) return refuse(problems.slice(0, PROBLEMS_MAX));
    const unplaced = placementProblems(operation, args);
    return unplaced.length === 0 ? { ok: true, args } : refuse(unplaced.slice(0, PROBLEMS_MAX));
  } catch {
    // A schema of an upstream server can be uncompilable; what cannot be checked is not sent.
    return refuse([
      {
        path: '',
        message: `The parameters of ${operation.name} cannot be checked; it cannot be called.`,
        expected: null,
      },
    ]);
  }
}

function schemaProblems(operation: Operation, args: JsonObject): readonly ArgumentProblem[] {
  const { first, all } = validatorsOf(operation);
  if (first(args)) return [];
  const small = JSON.stringify(args).length <= SMALL;
  const validate = small ? all() : first;
  if (small) validate(args);
  const errors: readonly ErrorObject[] = validate.errors ?? [];
  const problems = describeErrors(errors, operation.params, args);
  // A validator that says no without saying why is still a no.
  return problems.length > 0
    ? problems
    : [{ path: '', message: 'The arguments do not fit.', expected: null }];
}

function groupProblems(operation: Operation, args: JsonObject): readonly ArgumentProblem[] {
  const problems: ArgumentProblem[] = [];
  for (const group of operation.one_of) {
    const given = group.filter((name) => Object.hasOwn(args, name));
    if (given.length === 1) continue;
    const got = given.length === 0 ? 'none' : given.join(' and ');
    const message = `Give exactly one of ${group.join(', ')} (got ${got}).`;
    problems.push({ path: '', message, expected: [...group] });
  }
  return problems;
}

function validatorsOf(operation: Operation): Validators {
  const known = compiled.get(operation);
  if (known !== undefined) return known;
  const schema = operation.binding.kind === 'mcp' ? validationCopy(operation.params) : operation.params;
  let every: ValidateFunction | undefined;
  const validators: Validators = {
    first: compiler(false).compile(schema),
    all: () => {
      every ??= compiler(true).compile(schema);
      return every;
    },
  };
  compiled.set(operation, validators);
  return validators;
}

function compiler(allErrors: boolean): Ajv2020 {
  return new Ajv2020({
    allErrors,
    strict: true,
    strictRequired: false,
    strictTypes: false, // an upstream server may give limits without a type; our own linter asks for one
    strictTuples: false,
    coerceTypes: false,
    useDefaults: false,
    ownProperties: true,
    validateFormats: false,
    validateSchema: false, // the linter and validationCopy leave known keywords only
    addUsedSchema: false,
    logger: false,
  });
}

function refuse(problems: readonly ArgumentProblem[]): CheckedArguments {
  return { ok: false, problems };
}

function isObject(value: JsonValue): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
