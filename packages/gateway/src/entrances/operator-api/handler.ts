import type { ROUTES, RouteId, RouteOf, RouteParams, RouteReply } from '@agentport/contract';
import type { FastifyReply } from 'fastify';
import type { z } from 'zod';
import type { From, SignedIn, TokenHolder } from '../../operators/index.ts';

/** Who acts, as the guard found out. `token` is automation with a token for a few routes, `local` is whoever may open the control socket. */
export type Who =
  | { readonly kind: 'nobody' }
  | { readonly kind: 'person'; readonly signedIn: SignedIn }
  | { readonly kind: 'token'; readonly holder: TokenHolder }
  | { readonly kind: 'local' };

export const LOCAL_ADMINISTRATOR = 'local-administrator';

/** Who is written into the log. */
export function actorOf(who: Who): string {
  if (who.kind === 'person') return who.signedIn.person.id;
  if (who.kind === 'token') return who.holder.tokenId;
  if (who.kind === 'local') return LOCAL_ADMINISTRATOR;
  throw new Error('a route that acts must not be public');
}

/** For routes that only a person with a sign-in can use. */
export function personOf(who: Who): SignedIn {
  if (who.kind === 'person') return who.signedIn;
  throw new Error('a route for people must not be public, local or open to tokens');
}

/** The handler wrote the answer itself: a stream or plain text. */
export const ANSWERED = Symbol('answered');

type BodyOf<R> = R extends { body: infer B extends z.ZodType } ? z.output<B> : undefined;
type QueryOf<R> = R extends { query: infer Q extends z.ZodType } ? z.output<Q> : Record<string, never>;

/** One request, read and allowed. */
export interface Visit<I extends RouteId> {
  readonly params: Record<RouteParams<I>, string>;
  readonly query: QueryOf<RouteOf<I>>;
  readonly body: BodyOf<RouteOf<I>>;
  readonly who: Who;
  readonly from: From;
  readonly reply: FastifyReply;
}

export type Handler<I extends RouteId> = (visit: Visit<I>) => Promise<RouteReply<I> | typeof ANSWERED>;

/** Every route but the agents' own. */
export type OperatorRouteId = {
  [I in RouteId]: (typeof ROUTES)[I]['access'] extends 'agent' ? never : I;
}[RouteId];

export type Handlers = { readonly [I in OperatorRouteId]: Handler<I> };
export type SomeHandlers<I extends OperatorRouteId> = Pick<Handlers, I>;
