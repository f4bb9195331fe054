import type { OperatorApiDeps } from './deps.ts';
import { actorOf, type SomeHandlers } from './handler.ts';
import { type LogCheck, presentStatus } from './status.ts';

export function stopHandlers(
  deps: OperatorApiDeps,
  logCheck: LogCheck,
): SomeHandlers<'stopAll' | 'releaseAll'> {
  return {
    async stopAll({ who }) {
      await deps.stops.stopAll(deps.org, actorOf(who));
      return presentStatus(deps, logCheck);
    },

    async releaseAll({ who }) {
      await deps.stops.releaseAll(deps.org, actorOf(who));
      return presentStatus(deps, logCheck);
    },
  };
}
