import { type GithubService, startGithub } from './github.ts';
import { type GmailService, SANDBOX_GMAIL, startGmail, TOKEN_PATH } from './gmail/index.ts';
import { type LinearService, startLinear } from './linear.ts';
import { type PosthogService, startPosthog } from './posthog/index.ts';
import { type LiveTokens, type Recorder, startRecorder } from './recorder.ts';
import { type StripeService, startStripe } from './stripe/index.ts';

/** Plainly fake, and still of the shape the services give out. */
export const SANDBOX_STRIPE_KEY = 'sk_test_sandboxOnlyNotARealKey00';
export const SANDBOX_GITHUB_TOKEN = 'ghp_sandboxOnlyNotARealToken000000000000';

export const SANDBOX_POSTHOG_KEY = 'phx_sandboxOnlyNotARealKey00000000000000';
export const SANDBOX_LINEAR_KEY = 'lin_api_sandboxOnlyNotARealKey0000000000';

export interface SandboxOptions {
  readonly stripe?: { readonly key?: string };
  readonly github?: { readonly token?: string };
  /** All recorders append to this file (JSON Lines). */
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
  readonly posthog: SandboxService<PosthogService>;
  readonly linear: SandboxService<LinearService>;
  /** its credential is the JSON of a client and a refresh token */
  readonly gmail: SandboxService<GmailService>;
  close(): Promise<void>;
}

/** Starts every service on loopback, each behind a recorder that insists on the right credential. */
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
    const posthog = keep(await startPosthog({ key: SANDBOX_POSTHOG_KEY, ...clock }));
    const linear = keep(await startLinear({ token: SANDBOX_LINEAR_KEY }));
    const gmail = keep(await startGmail(clock));
    const log = options.recorderLog ? { logPath: options.recorderLog } : {};
    const behind = async <Service extends { readonly url: string }>(
      name: string,
      service: Service,
      credential: string,
      scheme: 'Bearer' | 'none' = 'Bearer',
      live: LiveTokens | null = null,
    ): Promise<SandboxService<Service>> => {
      const front = {
        service: name,
        target: service.url,
        credential: live ?? credential,
        scheme,
        ...log,
        ...clock,
      };
      const recorder = keep(await startRecorder(front));
      return { url: recorder.url, credential, recorder, service };
    };
    return {
      stripe: await behind('stripe', stripe, key),
      github: await behind('github', github, token),
      posthog: await behind('posthog', posthog, SANDBOX_POSTHOG_KEY),
      linear: await behind('linear', linear, SANDBOX_LINEAR_KEY, 'none'),
      gmail: await behind('gmail', gmail, JSON.stringify(SANDBOX_GMAIL), 'Bearer', {
        accepts: (token) => gmail.tokens.accepts(token),
        secrets: () => gmail.tokens.secrets(),
        tokenPath: TOKEN_PATH,
      }),
      close: closeAll,
    };
  } catch (error) {
    await closeAll();
    throw error;
  }
}
