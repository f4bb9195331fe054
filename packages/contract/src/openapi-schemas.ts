import { z } from 'zod';
import * as agentPlane from './shapes/agent-plane.ts';
import * as agents from './shapes/agents.ts';
import * as approvals from './shapes/approvals.ts';
import * as call from './shapes/call.ts';
import * as connections from './shapes/connections.ts';
import * as display from './shapes/display.ts';
import * as health from './shapes/health.ts';
import * as log from './shapes/log.ts';
import * as policy from './shapes/policy.ts';
import * as signIn from './shapes/sign-in.ts';

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type JsonObject = { [key: string]: Json };

/** What stands among the components under the name it has here, where an answer uses it. */
const NAMED = {
  ...agentPlane,
  ...agents,
  ...approvals,
  ...call,
  ...connections,
  ...display,
  ...health,
  ...log,
  ...policy,
  ...signIn,
};

const WHERE = '#/components/schemas/';

/** JSON Schemas for a document: what the contract exports by name is written once and referred to. */
export interface Schemas {
  /** of what the gateway answers; members may be added later, so none is forbidden */
  reply(schema: z.ZodType): JsonObject;
  /** of what it takes, written in place */
  input(schema: z.ZodType): JsonObject;
  /** everything that was referred to so far, by name */
  readonly components: JsonObject;
}

export function createSchemas(): Schemas {
  const names = z.registry<{ id: string }>();
  for (const [name, schema] of Object.entries(NAMED)) {
    if (schema instanceof z.ZodType) names.add(schema, { id: capital(name) });
  }
  const components: JsonObject = {};
  return {
    components,
    reply(schema) {
      const made = z.toJSONSchema(schema, {
        metadata: names,
        override({ jsonSchema }) {
          if (jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
        },
      });
      const { $schema: _, $defs = {}, ...rest } = relocate(made as JsonObject);
      Object.assign(components, $defs);
      return rest;
    },
    input(schema) {
      const { $schema: _, ...rest } = z.toJSONSchema(schema, { io: 'input' }) as JsonObject;
      return rest;
    },
  };
}

/** Zod refers to its own `$defs`; in the document they stand among the components. */
function relocate(schema: JsonObject): JsonObject {
  return JSON.parse(JSON.stringify(schema).replaceAll('"$ref":"#/$defs/', `"$ref":"${WHERE}`)) as JsonObject;
}

function capital(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
