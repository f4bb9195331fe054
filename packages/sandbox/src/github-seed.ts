import type { SeedConfig } from 'emulate';

export const GITHUB_SEEDED = {
  org: 'northwind-labs',
  user: 'priya-raman',
  repositories: ['billing', 'website', 'infrastructure'],
} as const;

/** People, an organisation and three repositories; issues and the pull request come by calls afterwards. */
export function githubSeed(token: string): SeedConfig {
  const { org, user, repositories } = GITHUB_SEEDED;
  return {
    tokens: { [token]: { login: user, scopes: ['repo', 'admin:org', 'delete_repo', 'workflow', 'user'] } },
    github: {
      users: [
        { login: user, name: 'Priya Raman', email: 'priya@example.com' },
        { login: 'tomas-novak', name: 'Tomas Novak', email: 'tomas@example.com' },
      ],
      orgs: [
        {
          login: org,
          name: 'Northwind Labs',
          members: [{ login: user, role: 'admin' }, { login: 'tomas-novak' }],
        },
      ],
      repos: repositories.map((name, index) => ({
        owner: org,
        name,
        description: `The ${name} repository`,
        language: 'TypeScript',
        private: index === 2,
        auto_init: true,
      })),
    },
  };
}

interface Step {
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
}

/**
 * Calls that make the user a collaborator everywhere (the emulator lists a user's own repositories and those they
 * collaborate on, not those of their organisation), protect the main branch of `infrastructure`, and fill
 * `billing`: two issues, a branch with one change, and a pull request for it.
 */
export function githubContents(mainSha: string): Step[] {
  const { org, user, repositories } = GITHUB_SEEDED;
  const repository = `/repos/${org}/${repositories[0]}`;
  const content = Buffer.from('# Rounding\n\nAmounts are integers in minor units.\n').toString('base64');
  return [
    ...repositories.map((name) => ({
      method: 'PUT',
      path: `/repos/${org}/${name}/collaborators/${user}`,
      body: { permission: 'admin' },
    })),
    {
      method: 'PUT',
      path: `/repos/${org}/${repositories[2]}/branches/main/protection`,
      body: {
        required_status_checks: null,
        enforce_admins: true,
        required_pull_request_reviews: { required_approving_review_count: 1 },
        restrictions: null,
      },
    },
    {
      method: 'POST',
      path: `${repository}/issues`,
      body: { title: 'Refund rounding is off by one cent', body: 'Seen on three invoices.' },
    },
    { method: 'POST', path: `${repository}/issues`, body: { title: 'Document the retry rules' } },
    {
      method: 'POST',
      path: `${repository}/git/refs`,
      body: { ref: 'refs/heads/fix-rounding', sha: mainSha },
    },
    {
      method: 'PUT',
      path: `${repository}/contents/docs/rounding.md`,
      body: { message: 'Explain rounding', content, branch: 'fix-rounding' },
    },
    {
      method: 'POST',
      path: `${repository}/pulls`,
      body: { title: 'Fix refund rounding', head: 'fix-rounding', base: 'main' },
    },
  ];
}
