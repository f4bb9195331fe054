/** Variables that hold keys of services by their usual names. */
const NAMES =
  /^(STRIPE|GITHUB|GH|GITLAB|POSTHOG|LINEAR|GMAIL|GOOGLE|SLACK|NOTION|SENDGRID|TWILIO|SHOPIFY|JIRA|ATLASSIAN|HUBSPOT|SALESFORCE|ZENDESK|INTERCOM|AIRTABLE|CLOUDFLARE|VERCEL|NETLIFY|HEROKU|DATADOG|SENTRY|PAGERDUTY|MAILGUN|POSTMARK|RESEND|SUPABASE|FIREBASE|NPM|DOCKER|AWS|AZURE|DIGITALOCEAN|LINODE|HCLOUD)_([A-Z0-9_]*_)?(API_?KEY|KEY|TOKEN|PAT|SECRET|SECRET_KEY|ACCESS_KEY|SECRET_ACCESS_KEY|SESSION_TOKEN|PASSWORD|CREDENTIALS|PERSONAL_API_KEY|REFRESH_TOKEN|CLIENT_SECRET)$/;
/** Values that are keys whatever they are called. */
const VALUES =
  /^(sk_(live|test)_|rk_(live|test)_|whsec_|gh[pousr]_|github_pat_|glpat-|ph[xc]_|lin_(api|oauth)_|GOCSPX-|xox[abprs]-|AKIA[0-9A-Z]{12})/;
/** Those of the gateway itself: its root key, its database, its people. */
const OWN =
  /^(AGENTPORT_(ROOT_KEY|ROOT_KEY_PREVIOUS|PASSPHRASE|DATA_DIR|OPERATOR|TOKEN)|DATABASE_URL|DATABASE_PASSWORD_FILE)$/;

/**
 * The environment without what would let a program go around the gateway. A list can never be whole, so this is a help
 * and no wall; model providers' keys stay, an agent cannot think without them.
 * @param keep names that stay
 */
export function withoutServiceKeys(
  env: Readonly<Record<string, string | undefined>>,
  keep: readonly string[],
): { env: Record<string, string>; removed: string[] } {
  const left: Record<string, string> = {};
  const removed: string[] = [];
  for (const [name, value] of Object.entries(env)) {
    if (value === undefined) continue;
    const key = OWN.test(name) || ((NAMES.test(name) || VALUES.test(value)) && !keep.includes(name));
    if (key) removed.push(name);
    else left[name] = value;
  }
  return { env: left, removed: removed.toSorted((a, b) => a.localeCompare(b)) };
}
