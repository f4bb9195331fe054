import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { gateway } from '../../api/gateway.ts';

export function useNotifications() {
  return useQuery({ queryKey: ['notifications'], queryFn: () => gateway('readNotifications') });
}

export function useOwnNotifications() {
  return useQuery({ queryKey: ['own-notifications'], queryFn: () => gateway('readOwnNotifications') });
}

const PAGE = 20;

/** Messages, newest first, page by page; only those given up when asked for. */
export function useDeliveries(dead: boolean) {
  return useInfiniteQuery({
    queryKey: ['deliveries', dead],
    queryFn: ({ pageParam }) =>
      gateway('listDeliveries', {
        query: {
          limit: PAGE,
          ...(dead && { state: 'dead' as const }),
          ...(pageParam && { cursor: pageParam }),
        },
      }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
  });
}
