import { createEmulator } from 'emulate';
import { linearSeed } from './linear-seed.ts';

export interface LinearService {
  readonly url: string;
  close(): Promise<void>;
}

export interface LinearOptions {
  readonly token: string;
  readonly port?: number;
}

/**
 * Linear's GraphQL API by the `emulate` package. It accepts any token, so that only a recorder in front of it proves
 * which credential arrived; and it answers 400 to some errors for which Linear says 200.
 */
export async function startLinear(options: LinearOptions): Promise<LinearService> {
  const emulator = await createEmulator({
    service: 'linear',
    port: options.port ?? 0,
    hostname: '127.0.0.1',
    seed: linearSeed(options.token),
  });
  // It reports `localhost`, which may mean ::1 first, where nobody listens.
  const url = emulator.url.replace('//localhost:', '//127.0.0.1:');
  return { url, close: () => emulator.close() };
}
