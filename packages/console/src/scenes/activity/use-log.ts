import type { ActivityEntryWire } from '@agentport/contract';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useState } from 'react';
import { gateway, knowledge } from '../../api/gateway.ts';
import { useLive } from '../../api/live.ts';
import { serverNow } from '../../api/server-clock.ts';
import { type LogFilter, queryOf } from './filter.ts';

const PAGE = 100;
/** How often to look for new entries while changes are announced, and while they are not, ms. */
const SLOW_MS = 30_000;
const FAST_MS = 4_000;
/** A rare word is looked for further back by itself, so many answers long. */
const LOOKS_MAX = 8;
const ENOUGH = 30;

/**
 * The log behind a filter: pages of what was there when it was opened, and in front of them what came since. New entries
 * are asked for alone, so that a busy log is never read again from the top.
 */
export function useLog(filter: LogFilter, follow: boolean) {
  const live = useLive();
  const key = JSON.stringify(filter);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the filter's text stands for it
  const query = useMemo(() => queryOf(filter, serverNow()), [key]);
  const pages = useInfiniteQuery({
    queryKey: ['log', key],
    queryFn: ({ pageParam }) =>
      gateway('listAudit', {
        query: { ...query, limit: PAGE, ...(pageParam === null ? {} : { cursor: pageParam }) },
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
  const older = useMemo(() => pages.data?.pages.flatMap((page) => page.items) ?? [], [pages.data]);
  const [fresh, setFresh] = useState<readonly ActivityEntryWire[]>([]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another filter begins anew
  useEffect(() => setFresh([]), [key]);

  const top = fresh[0]?.index ?? older[0]?.index ?? -1;
  const head = useQuery({
    queryKey: ['audit', 'head', key],
    queryFn: () => gateway('listAudit', { query: { ...query, limit: PAGE, after: top } }),
    enabled: follow && pages.isSuccess,
    refetchInterval: live ? SLOW_MS : FAST_MS,
    gcTime: 0,
  });
  useEffect(() => {
    const news = head.data?.items.filter(({ index }) => index > top) ?? [];
    if (news.length === 0) return;
    if (head.data?.next === null) setFresh((known) => [...news, ...known]);
    // More came than one page holds: begin anew rather than show a list with a hole.
    else {
      setFresh([]);
      void knowledge.resetQueries({ queryKey: ['log', key] });
    }
  }, [head.data, top, key]);

  const { fetchNextPage, hasNextPage, isFetchingNextPage } = pages;
  const looks = pages.data?.pages.length ?? 0;
  useEffect(() => {
    const lookOn = hasNextPage && !isFetchingNextPage && older.length < ENOUGH && looks < LOOKS_MAX;
    if (lookOn) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, older.length, looks, fetchNextPage]);

  const items = useMemo(() => [...fresh, ...older], [fresh, older]);
  return { pages, items, fresh: fresh.length, lookedUntil: pages.data?.pages.at(-1)?.looked_until ?? null };
}
