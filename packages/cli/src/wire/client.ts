import { type Client, createClient, ROUTES, type Transport } from '@agentport/contract';
import { Failure } from '../failure.ts';
import { type Answer, type Door, send } from './request.ts';

/** ms; waiting for an approval is asked for in shorter turns */
const TIMEOUT_MS = 60_000;

/** The contract's client, over a door; `headers` is asked before each request. */
export function clientThrough(
  door: Door,
  headers: (method: string) => Record<string, string>,
  seen: (answer: Answer) => void = () => undefined,
): Client {
  const transport: Transport = async ({ method, target, body }) => {
    const answer = await send(door, {
      method,
      target,
      headers: headers(method),
      body: body === undefined ? null : JSON.stringify(body),
      timeoutMs: TIMEOUT_MS,
    });
    seen(answer);
    return { status: answer.status, body: parseAnswer(answer) };
  };
  const client = createClient(ROUTES, transport);
  // Whatever listens at that address may answer anything: what does not fit the contract is not shown as if it did.
  return async (id, input) => {
    const reply = await client(id, input);
    if (ROUTES[id].reply.safeParse(reply).success) return reply;
    throw strange();
  };
}

/** @throws {Failure} when it is not JSON */
export function parseAnswer({ text }: Answer): unknown {
  if (text === '') return {};
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw strange(cause);
  }
}

function strange(cause?: unknown): Failure {
  return new Failure(
    'internal',
    'The answer is not one of this version of AgentPort. Check AGENTPORT_URL, and that gateway and command line are of one version.',
    { cause },
  );
}
