import type { Json } from './store.ts';

export const TEST_KEY = 'sk_test_sandboxOnlyNotARealKey00';

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: tests read fields of many shapes; each one is asserted.
  readonly body: any;
}

/** A caller that fills in what every request needs; `form` and the headers can be replaced. */
export function stripeClient(url: string, key = TEST_KEY) {
  return async (
    method: string,
    path: string,
    form?: Record<string, string>,
    headers: Record<string, string> = {},
  ): Promise<Reply> => {
    const response = await fetch(url + path, {
      method,
      headers: {
        authorization: `Bearer ${key}`,
        ...(form ? { 'content-type': 'application/x-www-form-urlencoded' } : {}),
        ...headers,
      },
      redirect: 'manual',
      ...(form ? { body: new URLSearchParams(form).toString() } : {}),
    });
    return { status: response.status, headers: response.headers, body: (await response.json()) as Json };
  };
}
