import { outcomeToHttp } from '@agentport/contract';
import type { JsonObject } from '@agentport/engine';
import type { OperatorApiDeps } from './deps.ts';
import { personOf, type SomeHandlers } from './handler.ts';

/** Calls that people make as test agents: the path of every other call, with a person in place of a token. */
export function playgroundHandlers(deps: OperatorApiDeps): SomeHandlers<'playCall'> {
  return {
    async playCall({ body, who, from }) {
      const { person, signInId } = personOf(who);
      const outcome = await deps.enforce({
        kind: 'call',
        token: null,
        player: { agent: body.agent, operatorId: person.id },
        connection: body.connection,
        operation: body.operation,
        args: body.args as JsonObject,
        session: `playground-${signInId}`,
        idempotencyKey: null,
        note: null,
        caller: { entrance: 'playground', address: from.address, client: from.userAgent },
      });
      const { status, body: answer } = outcomeToHttp(outcome);
      return { status, body: answer };
    },
  };
}
