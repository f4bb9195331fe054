import { z } from 'zod';
import { ERRORS } from './codes.ts';
import { CONNECTION_NAME, OPERATION_NAME } from './names.ts';
import { createSchemas, type JsonObject, type Schemas } from './openapi-schemas.ts';
import { PERMISSIONS } from './permissions.ts';
import { type Access, ROUTES, type Route } from './routes.ts';
import { pendingBody, releasedBody } from './shapes/agent-plane.ts';

/** Which credential each kind of route takes; both of a list together. */
const SECURITY: Readonly<Record<Access, JsonObject[]>> = {
  public: [],
  agent: [{ agentToken: [] }],
  operator: [{ signIn: [], csrf: [] }],
  step_up: [{ signIn: [], csrf: [] }],
  control: [],
};

const TAGS: Readonly<Record<Access, string>> = {
  public: 'anybody',
  agent: 'agents',
  operator: 'people',
  step_up: 'people, with a recent second factor',
  control: 'local control socket',
};

/**
 * The OpenAPI 3.1 document of the whole HTTP surface, made from the route table.
 * @param publicUrl origin without a trailing slash
 */
export function openApiDocument({ publicUrl, version }: { publicUrl: string; version: string }): JsonObject {
  const schemas = createSchemas();
  const paths: { [path: string]: JsonObject } = {};
  for (const [id, route] of Object.entries<Route>(ROUTES)) {
    if (route.access === 'control') continue;
    paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: operation(id, route, schemas) };
  }
  paths['/{connection}/{operation}'] = { post: facadeOperation(schemas) };
  return {
    openapi: '3.1.0',
    info: {
      title: 'AgentPort',
      version,
      description:
        'A security gateway between AI agents and the services they act on. MCP is served at /mcp and /mcp/{connection}.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: publicUrl }],
    paths,
    components: { schemas: { Error: errorSchema(), ...schemas.components }, securitySchemes },
  };
}

const securitySchemes: JsonObject = {
  agentToken: { type: 'http', scheme: 'bearer', description: 'An agent’s token, `ap_agent_…`.' },
  signIn: {
    type: 'apiKey',
    in: 'cookie',
    name: 'agentport_sign_in',
    description: 'A person’s sign-in. Named `__Host-agentport` when the gateway is reached by https.',
  },
  csrf: {
    type: 'apiKey',
    in: 'header',
    name: 'X-AgentPort-CSRF',
    description: 'The `csrf_token` of `GET /api/v1/me`; needed for everything but GET, with `Origin`.',
  },
};

function operation(id: string, route: Route, schemas: Schemas): JsonObject {
  return {
    operationId: id,
    summary: route.summary,
    tags: [TAGS[route.access]],
    ...(route.permission ? { 'x-agentport-roles': [...PERMISSIONS[route.permission].roles] } : {}),
    security: route.method === 'GET' ? withoutCsrf(SECURITY[route.access]) : SECURITY[route.access],
    parameters: [...pathParameters(route.path), ...queryParameters(route.query, schemas)],
    ...(route.body ? { requestBody: jsonBody(schemas.input(route.body)) } : {}),
    responses: {
      [String(route.status ?? 200)]: reply(route.summary, route.reply, schemas),
      default: errorReply(),
    },
  };
}

function facadeOperation(schemas: Schemas): JsonObject {
  return {
    operationId: 'call',
    summary:
      'Call one operation of a connection. Its parameters: GET /v1/operations/{connection}/{operation}',
    tags: [TAGS.agent],
    security: SECURITY.agent,
    parameters: [
      {
        name: 'connection',
        in: 'path',
        required: true,
        schema: { type: 'string', pattern: CONNECTION_NAME.source },
      },
      {
        name: 'operation',
        in: 'path',
        required: true,
        schema: { type: 'string', pattern: OPERATION_NAME.source },
      },
      header(
        'Prefer',
        'RFC 7240: `wait=N` seconds for an approval (50 when absent), `respond-async` for none.',
      ),
      header('Idempotency-Key', 'The same key and arguments get the same answer for 24 hours.'),
      header('AgentPort-Session', 'Ties calls of one run together.'),
    ],
    requestBody: jsonBody({ type: 'object' }),
    responses: {
      '200': content('Done; the service’s answer, filtered', schemas.reply(releasedBody)),
      '202': content('A person is asked', schemas.reply(pendingBody)),
      default: errorReply(),
    },
  };
}

function header(name: string, description: string): JsonObject {
  return { name, in: 'header', required: false, description, schema: { type: 'string' } };
}

function withoutCsrf(security: JsonObject[]): JsonObject[] {
  return security.map(({ csrf: _, ...rest }) => rest);
}

function pathParameters(path: string): JsonObject[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
}

function queryParameters(query: z.ZodType | undefined, schemas: Schemas): JsonObject[] {
  if (query === undefined) return [];
  const { properties = {}, required = [] } = schemas.input(query) as {
    properties?: JsonObject;
    required?: string[];
  };
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    schema,
  }));
}

function reply(description: string, schema: z.ZodType, schemas: Schemas): JsonObject {
  if (schema instanceof z.ZodString) {
    return { description, content: { 'text/plain': { schema: { type: 'string' } } } };
  }
  return content(description, schemas.reply(schema));
}

function content(description: string, schema: JsonObject): JsonObject {
  return { description, content: { 'application/json': { schema } } };
}

function jsonBody(schema: JsonObject): JsonObject {
  return { required: true, content: { 'application/json': { schema } } };
}

function errorReply(): JsonObject {
  return content('What went wrong and what to do', { $ref: '#/components/schemas/Error' });
}

function errorSchema(): JsonObject {
  return {
    type: 'object',
    required: ['error'],
    properties: {
      error: {
        type: 'object',
        required: ['code', 'message', 'retryable'],
        properties: {
          code: { type: 'string', enum: Object.keys(ERRORS) },
          message: { type: 'string' },
          details: {},
          retryable: { type: 'boolean' },
        },
      },
      call: { type: 'object', required: ['id'], properties: { id: { type: 'string' } } },
    },
  };
}
