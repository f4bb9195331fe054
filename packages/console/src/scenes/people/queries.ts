import type { MemberWire } from '@agentport/contract';
import { useQuery } from '@tanstack/react-query';
import { gateway } from '../../api/gateway.ts';

export function usePeople() {
  return useQuery({ queryKey: ['people'], queryFn: () => gateway('listPeople') });
}

export function useTeams() {
  return useQuery({ queryKey: ['teams'], queryFn: () => gateway('listTeams') });
}

export function useInvitations() {
  return useQuery({ queryKey: ['invitations'], queryFn: () => gateway('listInvitations') });
}

export function useOperatorTokens() {
  return useQuery({ queryKey: ['operator-tokens'], queryFn: () => gateway('listOperatorTokens') });
}

export function useSignIns() {
  return useQuery({ queryKey: ['sign-ins'], queryFn: () => gateway('listSignIns') });
}

/** A person's name for an id; the machine's administrator has none. */
export function nameOf(people: readonly MemberWire[], id: string): string {
  if (id === 'local-administrator') return 'the machine’s administrator';
  return people.find((person) => person.id === id)?.name ?? 'somebody who left';
}
