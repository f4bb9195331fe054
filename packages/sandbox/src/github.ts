import { createEmulator } from 'emulate';
import { GITHUB_SEEDED, githubContents, githubSeed } from './github-seed.ts';

export interface GithubService {
  readonly url: string;
  close(): Promise<void>;
}

export interface GithubOptions {
  readonly token: string;
  readonly port?: number;
}

/**
 * GitHub's REST API by the `emulate` package. It accepts any token, so that only a recorder in front of it
 * proves which credential arrived.
 *
 * @throws Error when the seed could not be planted
 */
export async function startGithub(options: GithubOptions): Promise<GithubService> {
  const emulator = await createEmulator({
    service: 'github',
    port: options.port ?? 0,
    hostname: '127.0.0.1',
    seed: githubSeed(options.token),
  });
  // It reports `localhost`, which may mean ::1 first, where nobody listens.
  const url = emulator.url.replace('//localhost:', '//127.0.0.1:');
  try {
    await plant(url, options.token);
  } catch (error) {
    await emulator.close();
    throw error;
  }
  return { url, close: () => emulator.close() };
}

async function plant(url: string, token: string): Promise<void> {
  const main = `/repos/${GITHUB_SEEDED.org}/${GITHUB_SEEDED.repositories[0]}/git/ref/heads/main`;
  const ref = (await send(url, token, 'GET', main)) as { object: { sha: string } };
  for (const step of githubContents(ref.object.sha))
    await send(url, token, step.method, step.path, step.body);
}

async function send(
  url: string,
  token: string,
  method: string,
  path: string,
  body?: unknown,
): Promise<unknown> {
  const response = await fetch(url + path, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!response.ok)
    throw new Error(`The GitHub sandbox refused its seed: ${method} ${path} gave ${response.status}`);
  const text = await response.text();
  return text === '' ? null : JSON.parse(text);
}
