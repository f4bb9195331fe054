import type { SeedConfig } from 'emulate';

/** Ids of what stands in the sandbox Linear from the start. */
export const LINEAR_SEEDED = {
  user: '11111111-aaaa-4aaa-8aaa-000000000001',
  colleague: '11111111-aaaa-4aaa-8aaa-000000000002',
  team: '22222222-aaaa-4aaa-8aaa-000000000001',
  todo: '33333333-aaaa-4aaa-8aaa-000000000001',
  doing: '33333333-aaaa-4aaa-8aaa-000000000002',
  bug: '44444444-aaaa-4aaa-8aaa-000000000001',
  urgent: '44444444-aaaa-4aaa-8aaa-000000000002',
  project: '55555555-aaaa-4aaa-8aaa-000000000001',
  issue: '66666666-aaaa-4aaa-8aaa-000000000001',
  comment: '77777777-aaaa-4aaa-8aaa-000000000001',
} as const;

/** One team with two people, two states, two labels, a project, and an issue with a comment. */
export function linearSeed(token: string): SeedConfig {
  const id = LINEAR_SEEDED;
  return {
    linear: {
      organization: { name: 'Northwind Labs', url_key: 'northwind-labs' },
      users: [
        { id: id.user, email: 'priya@example.com', name: 'Priya Raman', admin: true },
        { id: id.colleague, email: 'tomas@example.com', name: 'Tomas Novak' },
      ],
      teams: [
        {
          id: id.team,
          key: 'BIL',
          name: 'Billing',
          states: [
            { id: id.todo, name: 'Todo', type: 'unstarted' },
            { id: id.doing, name: 'In Progress', type: 'started' },
          ],
        },
      ],
      labels: [
        { id: id.bug, name: 'Rounding', color: '#d92d20', team: 'BIL' },
        { id: id.urgent, name: 'Customer waits', color: '#2563eb', team: 'BIL' },
      ],
      projects: [{ id: id.project, name: 'Invoices', team: 'BIL' }],
      cycles: [{ name: 'Cycle 1', number: 1, team: 'BIL' }],
      issues: [
        {
          id: id.issue,
          team: 'BIL',
          title: 'Refund rounding is off by one cent',
          description: 'Seen on three invoices.',
          state: 'Todo',
          assignee: 'priya@example.com',
          labels: ['Rounding'],
        },
      ],
      comments: [
        { id: id.comment, issue: id.issue, user: 'tomas@example.com', body: 'Also on credit notes.' },
      ],
      tokens: [{ token, user: 'priya@example.com' }],
    },
  };
}
