import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { gateway } from '../../api/gateway.ts';

export function useNotifications(enabled = true) {
  return useQuery({ queryKey: ['notifications'], queryFn: () => gateway('readNotifications'), enabled });
}

export function useOwnNotifications() {
  return useQuery({ queryKey: ['own-notifications'], queryFn: () => gateway('readOwnNotifications') });
}

const PAGE = 20;

export interface DeliveryChoice {
  /** only those given up */
  readonly dead: boolean;
  /** id of one channel; empty for all */
  readonly channel: string;
}

/** Messages, newest first, page by page. */
export function useDeliveries({ dead, channel }: DeliveryChoice) {
  return useInfiniteQuery({
    queryKey: ['deliveries', dead, channel],
    queryFn: ({ pageParam }) =>
      gateway('listDeliveries', {
        query: {
          limit: PAGE,
          ...(dead && { state: 'dead' as const }),
          ...(channel && { channel }),
          ...(pageParam && { cursor: pageParam }),
        },
      }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
  });
}
