import { type OperationDetail, TIER_OF } from '@agentport/contract';
import type { Agent, Decision, PolicyFacts, Refused } from '@agentport/engine';
import { describeOperation, type Operation } from '../catalog/index.ts';
import type { Connection } from '../connections/index.ts';
import { askerOf } from './decide.ts';
import type { Rooms } from './rooms.ts';
import { unknownConnection, unknownOperation } from './unknown.ts';

/** The catalog as one agent may see it. What it shows is a promise of nothing: every call is decided anew. */
export interface Listing {
  /** operations this agent may get (allow and ask); refused when there is no such connection */
  operationsFor(agent: Agent, connection: string | null): Promise<readonly OperationDetail[] | Refused>;
  /** one operation, denied ones too; refused, with a suggestion, when there is none */
  describe(agent: Agent, connection: string, operation: string): Promise<OperationDetail | Refused>;
  /** every operation of a connection with the effect it has now for agents without tiers of their own */
  effects(connection: Connection): readonly { operation: Operation; decision: Decision }[];
}

type ListingRooms = Pick<Rooms, 'connections' | 'policies'>;

/** Cannot be an agent's name, so only tiers for every agent speak for it. */
const ANY_AGENT = { id: '', name: '' };

export function createListing(rooms: ListingRooms): Listing {
  const detail = (agent: PolicyFacts['agent'], connection: Connection, operation: Operation) =>
    present(rooms, agent, connection, operation);

  return {
    async operationsFor(agent, name) {
      const connections = rooms.connections
        .list(agent.org)
        .filter(
          (connection) => connection.status === 'active' && (name === null || connection.name === name),
        );
      if (name !== null && connections.length === 0)
        return unknownConnection(name, usableConnections(rooms, agent));
      return connections.flatMap((connection) =>
        operationsOf(rooms, connection)
          .map((operation) => detail(askerOf(agent), connection, operation))
          .filter((listed) => listed.tier !== 'deny'),
      );
    },
    async describe(agent, name, operationName) {
      const connection = rooms.connections.find(agent.org, name);
      if (connection?.status !== 'active') return unknownConnection(name, usableConnections(rooms, agent));
      const { operations } = rooms.connections.definitionOf(connection);
      const operation = Object.hasOwn(operations, operationName) ? operations[operationName] : undefined;
      if (operation) return detail(askerOf(agent), connection, operation);
      return unknownOperation(name, operationName, usableOperations(rooms, agent, connection));
    },
    effects: (connection) =>
      operationsOf(rooms, connection).map((operation) => ({
        operation,
        decision: decisionFor(rooms, ANY_AGENT, connection, operation),
      })),
  };
}

function present(
  rooms: ListingRooms,
  agent: PolicyFacts['agent'],
  connection: Connection,
  operation: Operation,
): OperationDetail {
  const described = describeOperation(operation);
  return {
    connection: connection.name,
    name: described.name,
    title: described.title,
    summary: described.summary,
    risk: described.risk,
    tier: TIER_OF[decisionFor(rooms, agent, connection, operation).effect],
    category: described.category,
    parameters: { ...described.params },
    annotations: described.annotations,
    integration: connection.integration,
  };
}

/** The standing answer, before any argument is known. */
function decisionFor(
  rooms: ListingRooms,
  agent: PolicyFacts['agent'],
  connection: Connection,
  operation: Operation,
): Decision {
  return rooms.policies.decide(
    {
      agent,
      connection: { name: connection.name },
      integration: rooms.connections.definitionOf(connection).id,
      operation: operation.name,
      risk: operation.risk,
      manifestDefault: operation.default,
      hide: operation.hide,
      args: {},
    },
    [],
  );
}

function operationsOf(rooms: ListingRooms, connection: Connection): readonly Operation[] {
  return Object.values(rooms.connections.definitionOf(connection).operations);
}

/** Names of operations the agent may get now. A refusal suggests no other: a guess must not tell what is there. */
export function usableOperations(
  rooms: ListingRooms,
  agent: Agent,
  connection: Connection,
): readonly string[] {
  return operationsOf(rooms, connection)
    .filter((operation) => decisionFor(rooms, askerOf(agent), connection, operation).effect !== 'deny')
    .map(({ name }) => name);
}

/** Names of connections in which the agent may get anything at all. */
export function usableConnections(rooms: ListingRooms, agent: Agent): readonly string[] {
  return rooms.connections
    .list(agent.org)
    .filter(({ status }) => status === 'active')
    .filter((connection) => usableOperations(rooms, agent, connection).length > 0)
    .map(({ name }) => name);
}
