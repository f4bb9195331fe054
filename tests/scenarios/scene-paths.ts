import { readFileSync } from 'node:fs';

/** What a `{name}` in an address stands for on the stage. */
const PARAMS: Readonly<Record<string, string>> = {
  '/approvals/{id}': '/approvals/apr_nasty0refund',
  '/agents/{id}': '/agents/agt_billing-helper',
  '/agents/{id}/connect': '/agents/agt_billing-helper/connect',
  '/connections/{name}': '/connections/stripe',
  '/activity/sessions/{agent}/{session}': '/activity/sessions/agt_billing-helper/ses_0k9v3t7m',
};

const SCENES = new URL('../../packages/console/src/scenes/scenes.ts', import.meta.url);

/** The addresses in the console's own table: a new scene is looked at without being named here. */
export function scenePaths(): string[] {
  const patterns = [...readFileSync(SCENES, 'utf8').matchAll(/pattern: '(\/[^']*)'/g)].map(
    ([, pattern]) => pattern ?? '',
  );
  return patterns.map((pattern) => PARAMS[pattern] ?? pattern);
}
