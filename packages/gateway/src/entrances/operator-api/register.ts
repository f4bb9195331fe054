import { ROUTES, type Route } from '@agentport/contract';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { activityHandlers } from './activity.ts';
import { agentHandlers } from './agents.ts';
import { approvalHandlers } from './approvals.ts';
import { auditHandlers } from './audit.ts';
import { callHandlers } from './calls.ts';
import { companyHandlers } from './company.ts';
import { connectionHandlers } from './connections.ts';
import { readKnownBrowserCookie } from './cookie.ts';
import type { OperatorApiDeps } from './deps.ts';
import { eventHandlers } from './events.ts';
import { admit, type Door } from './guard.ts';
import { ANSWERED, type Handler, type Handlers, type OperatorRouteId, type Who } from './handler.ts';
import { invitationHandlers } from './invitations.ts';
import { keepingHandlers } from './keeping.ts';
import { memberHandlers } from './members.ts';
import { notificationHandlers } from './notifications.ts';
import { operatorTokenHandlers } from './operator-tokens.ts';
import { ownHistoryHandlers } from './own-history.ts';
import { pairingHandlers } from './pairings.ts';
import { passkeyHandlers } from './passkeys.ts';
import { peopleHandlers } from './people.ts';
import { playgroundHandlers } from './playground.ts';
import { policyHandlers } from './policy.ts';
import { reachHandlers } from './reach.ts';
import { createLogCheck, statusHandlers } from './status.ts';
import { stopHandlers } from './stops.ts';
import { teamHandlers } from './teams.ts';
import { readerOf } from './validate.ts';
import { createWrongPlaneReport, type ReportWrongPlane } from './wrong-plane.ts';

/**
 * The operators' plane, and what anybody may ask. On the network every route but `control`; on the control socket
 * only those marked `local`, for `local-administrator`.
 */
export function registerOperatorApi(app: FastifyInstance, deps: OperatorApiDeps, door: Door): void {
  const handlers = createHandlers(deps);
  const report = createWrongPlaneReport(deps);
  for (const id of Object.keys(handlers) as OperatorRouteId[]) {
    const route: Route = ROUTES[id];
    const served = door === 'socket' ? route.local === true : route.access !== 'control';
    if (served) serve(app, deps, route, handlers[id] as Handler<OperatorRouteId>, door, report);
  }
}

function createHandlers(deps: OperatorApiDeps): Handlers {
  const logCheck = createLogCheck();
  return {
    ...peopleHandlers(deps),
    ...memberHandlers(deps),
    ...invitationHandlers(deps),
    ...teamHandlers(deps),
    ...operatorTokenHandlers(deps),
    ...ownHistoryHandlers(deps),
    ...passkeyHandlers(deps),
    ...companyHandlers(deps),
    ...statusHandlers(deps, logCheck),
    ...eventHandlers(deps),
    ...reachHandlers(deps),
    ...approvalHandlers(deps),
    ...callHandlers(deps),
    ...agentHandlers(deps),
    ...pairingHandlers(deps),
    ...notificationHandlers(deps),
    ...stopHandlers(deps, logCheck),
    ...connectionHandlers(deps),
    ...policyHandlers(deps),
    ...playgroundHandlers(deps),
    ...auditHandlers(deps, logCheck),
    ...activityHandlers(deps),
    ...keepingHandlers(deps),
  };
}

function serve(
  app: FastifyInstance,
  deps: OperatorApiDeps,
  route: Route,
  handler: Handler<OperatorRouteId>,
  door: Door,
  report: ReportWrongPlane,
): void {
  const readBody = readerOf(route.body, 'body');
  const readQuery = readerOf(route.query, 'query');
  const admitted = new WeakMap<FastifyRequest, Who>();
  app.route({
    method: route.method,
    url: route.path.replaceAll(/\{(\w+)\}/g, ':$1'),
    exposeHeadRoute: false,
    async onRequest(request) {
      const who: Who = door === 'socket' ? { kind: 'local' } : await admit(deps, report, route, request);
      admitted.set(request, who);
    },
    async handler(request, reply) {
      const answer = await handler({
        params: request.params as never,
        query: readQuery(request.query) as never,
        body: readBody(request.body) as never,
        who: admitted.get(request) ?? unguarded(),
        from: {
          address: door === 'socket' ? null : request.ip,
          userAgent: request.headers['user-agent'] ?? null,
          knownBrowser: readKnownBrowserCookie(request.headers.cookie, deps.publicUrl()),
        },
        reply,
      });
      if (answer === ANSWERED) return reply;
      return reply.code(route.status ?? 200).send(onlyContract(route.reply, answer));
    },
  });
}

/** What leaves is what the contract names, whatever a presenter was given: unknown members are dropped. */
function onlyContract(schema: z.ZodType, answer: unknown): unknown {
  return schema.parse(answer);
}

function unguarded(): never {
  throw new Error('a route ran without its guard');
}
