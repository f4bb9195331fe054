import type { z } from 'zod';
import { ACCOUNT_ROUTES } from './routes/account.ts';
import { AGENT_PLANE_ROUTES } from './routes/agent-plane.ts';
import { AGENTS_ROUTES } from './routes/agents.ts';
import { APPROVAL_ROUTES } from './routes/approvals.ts';
import { COMPANY_ROUTES } from './routes/company.ts';
import { CONNECTION_ROUTES } from './routes/connections.ts';
import { HEALTH_ROUTES } from './routes/health.ts';
import { KEEPING_ROUTES } from './routes/keeping.ts';
import { LOG_ROUTES } from './routes/log.ts';
import { NOTIFICATION_ROUTES } from './routes/notifications.ts';
import { PEOPLE_ROUTES } from './routes/people.ts';
import { POLICY_ROUTES } from './routes/policy.ts';
import type { Route } from './routes/route.ts';
import { SIGN_IN_ROUTES } from './routes/sign-in.ts';

export type { Access, Route } from './routes/route.ts';

/** The whole HTTP surface, but for MCP, the facade and static files. OpenAPI, handlers, clients and the two-plane test come from it. */
export const ROUTES = {
  ...AGENT_PLANE_ROUTES,
  ...HEALTH_ROUTES,
  ...SIGN_IN_ROUTES,
  ...ACCOUNT_ROUTES,
  ...COMPANY_ROUTES,
  ...APPROVAL_ROUTES,
  ...AGENTS_ROUTES,
  ...CONNECTION_ROUTES,
  ...POLICY_ROUTES,
  ...LOG_ROUTES,
  ...KEEPING_ROUTES,
  ...PEOPLE_ROUTES,
  ...NOTIFICATION_ROUTES,
} as const satisfies Record<string, Route>;

export type RouteId = keyof typeof ROUTES;
export type RouteOf<I extends RouteId> = (typeof ROUTES)[I];
type BodyOf<R> = R extends { body: infer B extends z.ZodType } ? z.infer<B> : undefined;
type QueryOf<R> = R extends { query: infer Q extends z.ZodType } ? z.input<Q> : undefined;
type ReplyOf<R> = R extends { reply: infer P extends z.ZodType } ? z.infer<P> : never;

export type RouteBody<I extends RouteId> = BodyOf<RouteOf<I>>;
export type RouteQuery<I extends RouteId> = QueryOf<RouteOf<I>>;
export type RouteReply<I extends RouteId> = ReplyOf<RouteOf<I>>;
/** Names of the `{parameters}` in a route's path. */
export type RouteParams<I extends RouteId> = Params<RouteOf<I>['path']>;
type Params<P extends string> = P extends `${string}{${infer N}}${infer Rest}` ? N | Params<Rest> : never;
