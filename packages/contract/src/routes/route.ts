import { z } from 'zod';
import type { Permission, Scope } from '../permissions.ts';

/**
 * Who may use a route.
 * `public`: nobody's credential needed · `agent`: an agent's bearer token · `operator`: a person's sign-in ·
 * `step_up`: a sign-in with a second factor in the last five minutes · `control`: the local control socket only.
 * Every operator route that changes something also needs the CSRF token and a same-origin `Origin`, and each asks for a
 * permission of the person's role. `scope` opens a route to operator tokens made for it, in place of all that.
 */
export type Access = 'public' | 'agent' | 'operator' | 'step_up' | 'control';

/** A route of people cannot be written without saying what permission it takes. */
export type Route = RouteShape &
  (
    | { readonly access: 'operator' | 'step_up'; readonly permission: Permission; readonly scope?: Scope }
    | {
        readonly access: Exclude<Access, 'operator' | 'step_up'>;
        readonly permission?: never;
        readonly scope?: never;
      }
  );

interface RouteShape {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** `{name}` marks a parameter */
  readonly path: string;
  /** whether the local control socket may use it as `local-administrator` */
  readonly local?: true;
  readonly summary: string;
  readonly query?: z.ZodType;
  readonly body?: z.ZodType;
  readonly reply: z.ZodType;
  readonly status?: number;
}

export const none = z.object({});
export const page = {
  cursor: z.string().optional(),
  limit: z.coerce.number().int().min(1).max(200).optional(),
};
export const pageQuery = z.object(page);
export const list = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), next: z.string().nullable() });
