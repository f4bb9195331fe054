import type { OperatorApiDeps } from './deps.ts';
import { personOf, type SomeHandlers } from './handler.ts';
import { rfc3339 } from './time.ts';

const SHOWN = 20;

/** What happened to somebody's account, for whoever no message reaches. */
export function ownHistoryHandlers(deps: OperatorApiDeps): SomeHandlers<'readOwnHistory'> {
  return {
    async readOwnHistory({ who }) {
      const { person, signInId } = personOf(who);
      const events = await deps.activity.aboutPerson(person.id, SHOWN);
      const items = events.map(({ index, at, what, by, address, signIn }) => ({
        ...{ index, at: rfc3339(at), what, by, address },
        here: signIn === signInId,
      }));
      return { items, next: null };
    },
  };
}
