import type { ApprovalDetail, Me, RouteReply } from '@agentport/contract';
import { RequestFailed, readPages } from '@agentport/contract/client';
import { type UseQueryResult, useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { gateway, ME } from './gateway.ts';
import { useLive } from './live.ts';
import { observeTime } from './server-clock.ts';

/** How often to ask again while live changes arrive, and while they do not. */
const SLOW_MS = 60_000;
const FAST_MS = 4_000;

function useInterval(): number {
  return useLive() ? SLOW_MS : FAST_MS;
}

/** Who is signed in; null when nobody is. */
export function useMe(): UseQueryResult<Me | null> {
  return useQuery({
    queryKey: ME,
    queryFn: async () => {
      try {
        return await gateway('me');
      } catch (error) {
        if (error instanceof RequestFailed && error.status === 401) return null;
        throw error;
      }
    },
    staleTime: 60_000,
  });
}

/** Waiting requests that are shown one by one; where more wait, they are counted by kind. */
const WAITING_SHOWN = 100;

export function useApprovals(state: 'pending' | 'decided') {
  const refetchInterval = useInterval();
  return useQuery({
    queryKey: ['approvals', state],
    queryFn: () =>
      gateway('listApprovals', { query: { state, limit: state === 'pending' ? WAITING_SHOWN : 30 } }),
    refetchInterval,
  });
}

/** How many requests wait, of every kind. */
export function useWaiting() {
  const refetchInterval = useInterval();
  return useQuery({
    queryKey: ['approvals', 'waiting'],
    queryFn: () => gateway('listWaiting'),
    refetchInterval,
  });
}

export interface WaitingFilter {
  /** id */
  readonly agent: string | null;
  /** name */
  readonly connection: string | null;
  readonly operation: string | null;
}

/** What waits, page after page, as it was when each was read: thousands are not read again for one that was answered. */
export function useWaitingPages({ agent, connection, operation }: WaitingFilter) {
  return useInfiniteQuery({
    queryKey: ['waiting', agent, connection, operation],
    queryFn: ({ pageParam }) =>
      gateway('listApprovals', {
        query: {
          state: 'pending',
          limit: WAITING_SHOWN,
          ...(agent && { agent }),
          ...(connection && { connection }),
          ...(operation && { operation }),
          ...(pageParam && { cursor: pageParam }),
        },
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
}

/** One page of what was decided. */
export function useApprovalPage(filter: {
  readonly answer: 'approved' | 'denied' | 'unanswered' | null;
  readonly agent: string | null;
  readonly connection: string | null;
  readonly after: string | null;
}) {
  const { answer, agent, connection, after } = filter;
  return useQuery({
    queryKey: ['approvals', 'decided', answer, agent, connection, after],
    queryFn: () =>
      gateway('listApprovals', {
        query: {
          state: 'decided',
          limit: 50,
          ...(answer && { answer }),
          ...(agent && { agent }),
          ...(connection && { connection }),
          ...(after && { cursor: after }),
        },
      }),
  });
}

/** States in which something still happens by itself. */
const MOVING = new Set(['pending', 'approved', 'executing']);

export function useApproval(id: string): UseQueryResult<ApprovalDetail> {
  const interval = useInterval();
  return useQuery({
    queryKey: ['approval', id],
    queryFn: async () => {
      const detail = await gateway('readApproval', { params: { id } });
      observeTime(Date.parse(detail.now));
      return detail;
    },
    refetchInterval: ({ state }) => {
      const { data } = state;
      if (!data || !MOVING.has(data.state)) return false;
      return data.state === 'pending' ? interval : 1_000;
    },
  });
}

export function useStatus() {
  const interval = useInterval();
  return useQuery({
    queryKey: ['status'],
    queryFn: () => gateway('status'),
    refetchInterval: Math.max(interval, 15_000),
  });
}

/** Pages of 200 that are read for names and choices; whoever has more finds the rest on the page of each. */
export const HELD_PAGES = 10;

/** The first 2,000 by name. */
export function useAgents() {
  return useQuery({ queryKey: ['agents'], queryFn: () => readPages(gateway, 'listAgents', HELD_PAGES) });
}

/** Every agent, page after page. */
export function useAgentPages() {
  return useInfiniteQuery({
    queryKey: ['agents', 'pages'],
    queryFn: ({ pageParam }) =>
      gateway('listAgents', { query: pageParam === null ? {} : { cursor: pageParam } }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });
}

/** One agent by its id or name; null when there is none, or none any more. */
export function useAgent(id: string) {
  const client = useQueryClient();
  return useQuery({
    queryKey: ['agents', 'one', id],
    queryFn: async () => {
      const agent = await orNull(gateway('readAgent', { params: { id } }));
      return agent?.status === 'removed' ? null : agent;
    },
    placeholderData: () =>
      client
        .getQueryData<RouteReply<'listAgents'>>(['agents'])
        ?.items.find((agent) => agent.id === id || agent.name === id),
  });
}

async function orNull<T>(asked: Promise<T>): Promise<T | null> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof RequestFailed && error.status === 404) return null;
    throw error;
  }
}

/** Those who wait for a code to be typed; nobody announces them, so they are looked for. */
export function usePairings() {
  return useQuery({
    queryKey: ['pairings'],
    queryFn: () => gateway('listPairings'),
    refetchInterval: 5_000,
  });
}

/** The first 2,000 by name. */
export function useConnections() {
  return useQuery({
    queryKey: ['connections'],
    queryFn: () => readPages(gateway, 'listConnections', HELD_PAGES),
  });
}

/** One connection; null when there is none of this name. */
export function useConnection(name: string) {
  const client = useQueryClient();
  return useQuery({
    queryKey: ['connections', 'one', name],
    queryFn: () => orNull(gateway('readConnection', { params: { name } })),
    placeholderData: () =>
      client
        .getQueryData<RouteReply<'listConnections'>>(['connections'])
        ?.items.find((connection) => connection.name === name),
  });
}

export function useIntegrations() {
  return useQuery({
    queryKey: ['integrations'],
    queryFn: () => gateway('listIntegrations'),
    staleTime: 300_000,
  });
}

/** The newest call of one agent; heard of live. */
export function useCallsOf(agent: string) {
  return useQuery({
    queryKey: ['agents', 'calls', agent],
    queryFn: () => gateway('listCalls', { query: { agent, limit: 1 } }),
    refetchInterval: ({ state }) => (state.data?.items.length ? false : 4_000),
  });
}

/** One operation with its parameters. */
export function useOperation(name: string, operation: string) {
  return useQuery({
    queryKey: ['tiers', name, operation],
    queryFn: () => gateway('describeTier', { params: { name, operation } }),
    enabled: operation !== '',
  });
}

/** The newest calls of all agents. */
export function useRecentCalls() {
  const refetchInterval = useInterval();
  return useQuery({
    queryKey: ['calls'],
    queryFn: () => gateway('listCalls', { query: { limit: 100 } }),
    refetchInterval,
  });
}

export function useTiers(name: string) {
  return useQuery({
    queryKey: ['tiers', name],
    queryFn: () => gateway('listTiers', { params: { name } }),
  });
}

/** The active policy, as data and as text. */
export function usePolicy() {
  return useQuery({ queryKey: ['policy-now'], queryFn: () => gateway('readPolicy') });
}

/** Every version of the policy, page after page, newest first. */
export function usePolicyPages() {
  return useInfiniteQuery({
    queryKey: ['policy', 'pages'],
    queryFn: ({ pageParam }) =>
      gateway('listPolicyVersions', {
        query: { limit: 50, ...(pageParam === null ? {} : { cursor: pageParam }) },
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });
}

/** The newest versions of the policy. */
export function usePolicyVersions() {
  return useQuery({ queryKey: ['policy'], queryFn: () => gateway('listPolicyVersions') });
}
