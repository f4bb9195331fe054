import { useQuery } from '@tanstack/react-query';
import { gateway } from '../../api/gateway.ts';

/** By what the person here can prove that it is they. */
export function useFactors() {
  return useQuery({ queryKey: ['factors'], queryFn: () => gateway('readFactors') });
}
