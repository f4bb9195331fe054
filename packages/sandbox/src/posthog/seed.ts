import type { Row } from './resources.ts';

export const POSTHOG_SEEDED = {
  project: 4021,
  insight: 101,
  flag: 201,
  person: '018f4c1e-0000-7000-8000-00000000a001',
  annotation: 301,
  dashboard: 401,
  experiment: 501,
  cohort: 601,
  /** ids of what is made later follow this one */
  lastId: 9000,
} as const;

const AT = '2026-11-01T09:00:00Z';
const MAKER = { id: 7, email: 'priya@example.com', first_name: 'Priya' };
const EVERYBODY = { groups: [{ properties: [], rollout_percentage: 100 }] };

const SEED: { readonly [resource: string]: readonly Row[] } = {
  insights: [
    {
      id: POSTHOG_SEEDED.insight,
      short_id: 'a1B2c3D4',
      name: 'Sign-ups by day',
      description: 'From the landing page',
      saved: true,
      created_at: AT,
      created_by: MAKER,
    },
  ],
  feature_flags: [
    {
      id: POSTHOG_SEEDED.flag,
      key: 'new-checkout',
      name: 'The new checkout',
      active: true,
      version: 3,
      filters: EVERYBODY,
      created_at: AT,
    },
  ],
  persons: [
    {
      id: POSTHOG_SEEDED.person,
      name: 'marta.lindqvist@example.com',
      email: 'marta.lindqvist@example.com',
      distinct_ids: ['user-17'],
      distinct_id: 'user-17',
      properties: { email: 'marta.lindqvist@example.com', plan: 'team' },
      created_at: AT,
    },
  ],
  annotations: [
    {
      id: POSTHOG_SEEDED.annotation,
      content: 'Release 2.3',
      date_marker: AT,
      scope: 'project',
      created_at: AT,
    },
  ],
  dashboards: [
    { id: POSTHOG_SEEDED.dashboard, name: 'Growth', description: '', pinned: true, created_at: AT },
  ],
  experiments: [
    {
      id: POSTHOG_SEEDED.experiment,
      name: 'Shorter form',
      feature_flag_key: 'shorter-form',
      start_date: AT,
      end_date: null,
      archived: false,
      created_at: AT,
    },
  ],
  cohorts: [{ id: POSTHOG_SEEDED.cohort, name: 'Paying', count: 412, created_at: AT }],
  event_definitions: [
    { id: 'ev-1', name: '$pageview' },
    { id: 'ev-2', name: 'signed_up' },
  ],
  property_definitions: [{ id: 'pr-1', name: '$browser', property_type: 'String' }],
};

export function seedOf(resource: string): readonly Row[] {
  return SEED[resource] ?? [];
}
