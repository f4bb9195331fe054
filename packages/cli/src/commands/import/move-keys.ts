import type { Client } from '@agentport/contract';
import { Failure } from '../../failure.ts';
import type { Surroundings } from '../../surroundings.ts';
import { every } from '../../wire/every.ts';
import { asOperator } from '../../wire/operator.ts';
import { freeName, type Move, type Plan } from './plan.ts';
import { keepOriginal, replaceFile } from './replace-file.ts';

export interface Imported {
  readonly connections: readonly { readonly name: string; readonly from: string }[];
  readonly agent: string;
  /** the file as it was */
  readonly original: string;
}

interface Order {
  readonly file: string;
  readonly plan: Plan;
  /** name of the agent that is created */
  readonly agent: string;
  /** other addresses than the services' own, by integration */
  readonly addresses: Readonly<Record<string, string>>;
}

/**
 * Moves the keys of a plan: connections first, each tried out, then an agent, and last the file. Whatever fails, the
 * file stays as it was and what was created for it is removed again.
 */
export function moveKeys(around: Surroundings, order: Order): Promise<Imported> {
  return asOperator(around, async ({ client }) => {
    const undo: (() => Promise<unknown>)[] = [];
    try {
      return await moveAll(client, order, undo);
    } catch (error) {
      for (const step of undo.reverse()) await step().catch(() => undefined);
      throw error;
    }
  });
}

async function moveAll(client: Client, order: Order, undo: (() => Promise<unknown>)[]): Promise<Imported> {
  const { file, plan } = order;
  const taken = new Set((await every(client, 'listConnections')).map(({ name }) => name));
  const names: string[] = [];
  for (const move of plan.moves) {
    const name = freeName(move.integration === 'mcp' ? move.place : move.integration, taken);
    taken.add(name);
    names.push(name);
    await connect(client, name, move, order.addresses[move.integration]);
    undo.push(() => client('removeConnection', { params: { name } }));
    await requireWorking(client, name, move);
  }
  const agents = await every(client, 'listAgents');
  const agentName = freeAgentName(order.agent, new Set(agents.map(({ name }) => name)));
  const agent = await client('createAgent', { body: { name: agentName, connections: names } });
  undo.push(() => client('removeAgent', { params: { id: agentName } }));
  const { public_url: url } = await client('status');
  const changed = plan.rewrite(names, { url, token: agent.token });
  const original = keepOriginal(file);
  replaceFile(file, changed, original);
  return {
    connections: plan.moves.map(({ place }, at) => ({ name: names[at] ?? '', from: place })),
    agent: agentName,
    original,
  };
}

async function connect(client: Client, name: string, move: Move, address: string | undefined): Promise<void> {
  const baseUrl = move.baseUrl ?? address;
  const base = baseUrl === undefined ? {} : { base_url: baseUrl };
  await client('createConnection', { body: { integration: move.integration, name, key: move.key, ...base } });
}

/** A key that does not work is not worth moving, and an agent without it would only find out later. */
async function requireWorking(client: Client, name: string, { place, integration }: Move): Promise<void> {
  if (integration === 'mcp') return; // its tools were listed when it was connected
  const test = await client('testConnection', { params: { name } });
  if (test.ok) return;
  throw new Failure(
    'invalid_request',
    `The key of ${place} does not work: ${test.message} Nothing was moved.`,
  );
}

function freeAgentName(wanted: string, taken: ReadonlySet<string>): string {
  for (let turn = 1; turn < 1000; turn++) {
    const name = turn === 1 ? wanted : `${wanted}-${turn}`;
    if (!taken.has(name)) return name;
  }
  throw new Failure('invalid_request', 'Give the agent another name, with --agent.');
}
