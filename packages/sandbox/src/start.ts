import { type GithubService, startGithub } from './github.ts';
import { type Recorder, startRecorder } from './recorder.ts';
import { type StripeService, startStripe } from './stripe/index.ts';

/** Plainly fake, and still of the shape the services give out. */
export const SANDBOX_STRIPE_KEY = 'sk_test_sandboxOnlyNotARealKey00';
export const SANDBOX_GITHUB_TOKEN = 'ghp_sandboxOnlyNotARealToken000000000000';

export interface SandboxOptions {
  readonly stripe?: { readonly key?: string };
  readonly github?: { readonly token?: string };
  /** Both recorders append to this file (JSON Lines). */
  readonly recorderLog?: string;
  /** Unix milliseconds. */
  readonly now?: () => number;
}

export interface SandboxService<Service> {
  /** The recorder's address: what a connection's base URL should be. */
  readonly url: string;
  readonly credential: string;
  readonly recorder: Recorder;
  /** The service behind the recorder; its own `url` bypasses the log. */
  readonly service: Service;
}

export interface Sandbox {
  readonly stripe: SandboxService<StripeService>;
  readonly github: SandboxService<GithubService>;
  close(): Promise<void>;
}

/** Starts Stripe and GitHub on loopback, each behind a recorder that insists on the right credential. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const opened: { close(): Promise<void> }[] = [];
  const closeAll = async () => {
    for (const one of opened.reverse()) await one.close();
  };
  const keep = <T extends { close(): Promise<void> }>(one: T): T => {
    opened.push(one);
    return one;
  };
  try {
    const clock = options.now ? { now: options.now } : {};
    const key = options.stripe?.key ?? SANDBOX_STRIPE_KEY;
    const token = options.github?.token ?? SANDBOX_GITHUB_TOKEN;
    const stripe = keep(await startStripe({ key, ...clock }));
    const github = keep(await startGithub({ token }));
    const log = options.recorderLog ? { logPath: options.recorderLog } : {};
    const front = async (name: string, target: string, credential: string) =>
      keep(await startRecorder({ service: name, target, credential, ...log, ...clock }));
    const before = await front('stripe', stripe.url, key);
    const beside = await front('github', github.url, token);
    return {
      stripe: { url: before.url, credential: key, recorder: before, service: stripe },
      github: { url: beside.url, credential: token, recorder: beside, service: github },
      close: closeAll,
    };
  } catch (error) {
    await closeAll();
    throw error;
  }
}
