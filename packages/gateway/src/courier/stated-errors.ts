import { type JsonValue, type Reply, valueAt } from '@agentport/engine';

/** `partial`: something may have taken effect. */
export type Stated = 'fine' | 'failed' | 'partial';

/**
 * What a GraphQL answer says of itself. Its status may be 200 whatever happened; `errors` and `data` tell (GraphQL
 * October 2021, section 7.1). Errors without data are a definite failure. Errors beside data, or neither, leave open
 * how far a mutation came.
 * @param pointer where the errors stand, as the manifest says
 */
export function statedErrors(reply: Reply, pointer: string): Stated {
  const [part, ...more] = reply.parts;
  if (part?.kind !== 'json' || more.length > 0) return 'partial';
  const data = valueAt(part.value, '/data');
  const isComplete = typeof data === 'object' && data !== null;
  if (!isStated(valueAt(part.value, pointer))) return isComplete ? 'fine' : 'partial';
  const cameBack = isComplete && Object.values(data).some((value: JsonValue) => value !== null);
  return cameBack ? 'partial' : 'failed';
}

/** Whatever stands there counts, except null and an empty list. */
function isStated(errors: JsonValue | undefined): boolean {
  return errors !== undefined && errors !== null && !(Array.isArray(errors) && errors.length === 0);
}
