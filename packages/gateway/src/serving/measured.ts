import type { Gateway } from '../gateway.ts';
import type { CallRequest } from '../pipeline/index.ts';

/** The one path, counted. */
export function measured(gateway: Gateway): (request: CallRequest) => ReturnType<Gateway['enforce']> {
  const { clock } = gateway.ports;
  return async (request) => {
    const startedAt = clock.now();
    const outcome = await gateway.enforce(request);
    gateway.metrics.call(request.caller.entrance, outcome.kind, (clock.now() - startedAt) / 1000);
    return outcome;
  };
}
