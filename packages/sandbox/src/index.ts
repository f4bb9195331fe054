export { type GithubOptions, type GithubService, startGithub } from './github.ts';
export { GITHUB_SEEDED } from './github-seed.ts';
export {
  GMAIL_SEEDED,
  type GmailService,
  SANDBOX_GMAIL,
  startGmail,
  type TokenEndpoint,
} from './gmail/index.ts';
export { type LinearOptions, type LinearService, startLinear } from './linear.ts';
export { LINEAR_SEEDED } from './linear-seed.ts';
export { POSTHOG_SEEDED, type PosthogOptions, type PosthogService, startPosthog } from './posthog/index.ts';
export type { Credential, RecordedCall } from './recorded-call.ts';
export { type LiveTokens, type Recorder, type RecorderOptions, startRecorder } from './recorder.ts';
export { SLACK_SEEDED, type SlackMessage, type SlackService, startSlack } from './slack.ts';
export {
  SANDBOX_GITHUB_TOKEN,
  SANDBOX_LINEAR_KEY,
  SANDBOX_POSTHOG_KEY,
  SANDBOX_STRIPE_KEY,
  type Sandbox,
  type SandboxOptions,
  type SandboxService,
  startSandbox,
} from './start.ts';
export {
  DEFAULT_VERSION,
  ECHO_ENCODINGS,
  ECHO_PLACES,
  type EchoEncoding,
  type EchoPlace,
  type Effect,
  encodeCredential,
  type Mode,
  type ModeScope,
  type Moment,
  SEEDED,
  type StripeOptions,
  type StripeService,
  startStripe,
  stripeRoutes,
} from './stripe/index.ts';
