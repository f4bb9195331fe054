import type { MemberWire } from '@agentport/contract';
import { readPages } from '@agentport/contract/client';
import { useQuery } from '@tanstack/react-query';
import { gateway } from '../../api/gateway.ts';
import { HELD_PAGES } from '../../api/queries.ts';

export function usePeople() {
  return useQuery({ queryKey: ['people'], queryFn: () => readPages(gateway, 'listPeople', HELD_PAGES) });
}

export function useTeams() {
  return useQuery({ queryKey: ['teams'], queryFn: () => gateway('listTeams') });
}

export function useInvitations() {
  return useQuery({
    queryKey: ['invitations'],
    queryFn: () => readPages(gateway, 'listInvitations', HELD_PAGES),
  });
}

export function useOperatorTokens() {
  return useQuery({
    queryKey: ['operator-tokens'],
    queryFn: () => readPages(gateway, 'listOperatorTokens', HELD_PAGES),
  });
}

export function useSignIns() {
  return useQuery({ queryKey: ['sign-ins'], queryFn: () => readPages(gateway, 'listSignIns', HELD_PAGES) });
}

/** A person's name for an id; the machine's administrator has none. */
export function nameOf(people: readonly MemberWire[], id: string): string {
  if (id === 'local-administrator') return 'the machine’s administrator';
  return people.find((person) => person.id === id)?.name ?? 'somebody who left';
}
