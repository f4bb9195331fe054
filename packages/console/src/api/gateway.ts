import type { Me } from '@agentport/contract';
import { createClient, RequestFailed } from '@agentport/contract/client';
import { QueryCache, QueryClient } from '@tanstack/react-query';
import { ROUTES } from './routes.gen.ts';
import { browserTransport, ConnectionLost } from './transport.ts';

export const ME = ['me'] as const;

/** What the pages know. Nothing is written to the device: closing the tab forgets it. */
export const knowledge = new QueryClient({
  queryCache: new QueryCache({ onError: forgetPersonWhenSignedOut }),
  defaultOptions: {
    queries: {
      networkMode: 'always',
      staleTime: 2_000,
      retry: (failures, error) => error instanceof ConnectionLost && failures < 1,
    },
    mutations: { networkMode: 'always', onError: forgetPersonWhenSignedOut },
  },
});

/** Every route of the contract, typed. */
export const gateway = createClient(
  ROUTES,
  browserTransport(() => knowledge.getQueryData<Me | null>(ME)?.csrf_token ?? null),
);

/** Codes of a 401 that speak of a wrong code, not of a missing sign-in. */
const ABOUT_CODES = new Set([
  'second_factor_required',
  'second_factor_invalid',
  'sign_in_failed',
  'passkey_invalid',
]);

function forgetPersonWhenSignedOut(error: Error): void {
  if (!(error instanceof RequestFailed) || error.status !== 401 || ABOUT_CODES.has(error.code)) return;
  knowledge.setQueryData(ME, null);
}

/** The code of a refusal by the gateway, or null when it never answered. */
export function codeOf(error: unknown): string | null {
  return error instanceof RequestFailed ? error.code : null;
}
