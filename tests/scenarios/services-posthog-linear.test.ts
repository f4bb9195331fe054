import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { type JsonObject, parseStrict, utf8Decode } from '@agentport/engine';
import { LINEAR_SEEDED, POSTHOG_SEEDED, type RecordedCall } from '@agentport/sandbox';
import { bind, type Catalog, loadCatalog } from '../../packages/gateway/src/catalog/index.ts';
import { ORG } from '../../packages/gateway/src/gateway.ts';
import { Secret } from '../../packages/gateway/src/kernel/secret.ts';
import { bodyOf, httpService } from '../../packages/gateway/src/upstream/testing.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';

const INTEGRATIONS = fileURLToPath(new URL('../../integrations', import.meta.url));
const project_id = POSTHOG_SEEDED.project;
const flag_id = POSTHOG_SEEDED.flag;
const { issue, comment, team } = LINEAR_SEEDED;
const everybody = { groups: [{ properties: [], rollout_percentage: 10 }] };
const sql = { kind: 'HogQLQuery', query: 'SELECT event, count() FROM events GROUP BY event LIMIT 5' };
const insight = { project_id, insight_id: POSTHOG_SEEDED.insight };
const person = { project_id, person: POSTHOG_SEEDED.person };
const annotation = { project_id, annotation_id: POSTHOG_SEEDED.annotation };
const dashboard = { project_id, dashboard_id: POSTHOG_SEEDED.dashboard };
const experiment = { project_id, experiment_id: POSTHOG_SEEDED.experiment };

/** One sensible call of every operation, in an order in which nothing is needed after its deletion. */
const CALLS: { readonly [service in 'posthog' | 'linear']: { readonly [operation: string]: JsonObject } } = {
  posthog: {
    get_current_user: {},
    list_projects: { limit: 10 },
    run_query: { project_id, query: sql, name: 'events-by-name' },
    list_event_definitions: { project_id, search: 'signed_up' },
    list_property_definitions: { project_id, type: 'event' },
    list_insights: { project_id, saved: true },
    get_insight: insight,
    create_insight: {
      project_id,
      name: 'Events by name',
      query: { kind: 'DataVisualizationNode', source: sql },
    },
    update_insight: { ...insight, dashboards: [POSTHOG_SEEDED.dashboard] },
    delete_insight: insight,
    list_feature_flags: { project_id, active: 'true' },
    get_feature_flag: { project_id, flag_id },
    create_feature_flag: { project_id, key: 'dark-mode', active: false, filters: everybody },
    update_feature_flag: { project_id, flag_id, active: false },
    delete_feature_flag: { project_id, flag_id },
    list_persons: { project_id, distinct_id: 'user-17' },
    get_person: person,
    delete_person: { ...person, delete_events: true },
    list_annotations: { project_id },
    get_annotation: annotation,
    create_annotation: { project_id, content: 'Release 2.4', date_marker: '2026-11-21T09:30:00Z' },
    update_annotation: { ...annotation, content: 'Release 2.3.1' },
    delete_annotation: annotation,
    list_dashboards: { project_id, limit: 10 },
    get_dashboard: dashboard,
    create_dashboard: { project_id, name: 'Billing', tags: ['team'] },
    update_dashboard: { ...dashboard, description: 'Weekly' },
    delete_dashboard: dashboard,
    list_experiments: { project_id },
    get_experiment: experiment,
    create_experiment: { project_id, name: 'Longer form', feature_flag_key: 'longer-form' },
    update_experiment: { ...experiment, end_date: '2026-11-21T09:30:00Z' },
    list_cohorts: { project_id },
    get_cohort: { project_id, cohort_id: POSTHOG_SEEDED.cohort },
  },
  linear: {
    get_viewer: {},
    list_users: {},
    list_teams: { first: 5 },
    get_team: { team },
    list_workflow_states: {},
    list_labels: {},
    list_projects: {},
    list_cycles: {},
    list_issues: { first: 20 },
    list_team_issues: { team },
    find_issues: { title: 'rounding' },
    get_issue: { issue: 'BIL-1' },
    list_issue_comments: { issue },
    get_comment: { comment },
    create_issue: {
      team_id: team,
      title: '"} { quotes \\ and braces',
      description: 'Line one\nLine two',
      priority: 2,
      label_ids: [LINEAR_SEEDED.bug],
    },
    update_issue: { issue, state_id: LINEAR_SEEDED.doing, assignee_id: null },
    add_label: { issue, label: LINEAR_SEEDED.urgent },
    remove_label: { issue, label: LINEAR_SEEDED.urgent },
    create_label: { name: 'Seen', color: '#2563eb', team_id: team },
    create_comment: { issue, body: 'Fixed in 2.4' },
    update_comment: { comment, body: 'Also on credit notes, twice.' },
    delete_comment: { comment },
    archive_issue: { issue },
    unarchive_issue: { issue },
    delete_issue: { issue },
  },
};

let catalog: Catalog;
before(async () => {
  catalog = await loadCatalog(INTEGRATIONS);
});

async function connect(
  gateway: TestGateway,
  service: 'posthog' | 'linear',
  baseUrl = gateway.sandbox[service].url,
): Promise<void> {
  const { credential } = gateway.sandbox[service];
  await gateway.running.gateway.connections.create({
    org: ORG,
    name: service,
    integration: service,
    key: new Secret(credential),
    baseUrl,
    owner: 'console',
    source: null,
    actor: 'system:test',
  });
}

/** Calls, approves when a person is asked, and gives the answer. */
async function call(gateway: TestGateway, token: string, target: string, args: JsonObject) {
  const first = await gateway.call(token, target, args);
  if (first.status !== 202) return { answer: first, asked: false };
  const approved = await gateway.operator.approve(first.body.approval.id);
  assert.equal(approved.status, 200, `${target}: ${approved.text}`);
  return { answer: await gateway.call(token, target, args, { prefer: 'wait=20' }), asked: true };
}

/** What the manifest says must arrive, as the recorder writes it. */
function expected(service: string, name: string, args: JsonObject) {
  const definition = catalog.integration(service) ?? assert.fail(service);
  const operation = catalog.operation(service, name) ?? assert.fail(name);
  const { wire, body } = bind(definition, operation, { base_url: 'http://127.0.0.1' }, args);
  assert.ok(wire.kind === 'http');
  const text = utf8Decode(body) ?? '';
  return {
    method: wire.method,
    path: wire.path,
    query: new URLSearchParams(wire.query.map(([key, value]): [string, string] => [key, value])).toString(),
    body: text === '' ? null : parseStrict(text),
    body_bytes: body.length,
  };
}

function seenOf({ method, path, query, body, body_bytes }: RecordedCall) {
  return { method, path, query, body, body_bytes };
}

for (const service of ['posthog', 'linear'] as const) {
  test(`every operation of ${service} arrives exactly as its manifest says, once, with the right credential`, async (t) => {
    const gateway = await startTestGateway(t, { connections: false });
    await connect(gateway, service);
    const { token } = await gateway.agent();
    const { recorder } = gateway.sandbox[service];
    const operations = catalog.integration(service)?.operations ?? {};
    assert.deepEqual(new Set(Object.keys(CALLS[service])), new Set(Object.keys(operations)));
    for (const [name, args] of Object.entries(CALLS[service])) {
      recorder.clear();
      const { answer, asked } = await call(gateway, token, `${service}.${name}`, args);
      assert.equal(answer.status, 200, `${name}: ${answer.text} ${JSON.stringify(recorder.entries)}`);
      const operation = operations[name];
      assert.equal(asked, operation?.default === 'ask' || operation?.risk !== 'read', name);
      const wanted = expected(service, name, args);
      const matching = recorder.entries.filter(
        (one) => JSON.stringify(seenOf(one)) === JSON.stringify(wanted),
      );
      assert.equal(matching.length, 1, `${name}: ${JSON.stringify(recorder.entries.map(seenOf))}`);
      assert.deepEqual(new Set(recorder.entries.map((one) => one.credential)), new Set(['right']), name);
      assert.ok(!answer.text.includes('"errors"'), `${name}: ${answer.text}`);
    }
  });
}

test('the approver reads what is in the service, and a project token stays out of replies', async (t) => {
  const gateway = await startTestGateway(t, { connections: false });
  await connect(gateway, 'posthog');
  await connect(gateway, 'linear');
  const { token } = await gateway.agent();
  const flag = await gateway.call(token, 'posthog.update_feature_flag', {
    project_id,
    flag_id,
    active: false,
  });
  const seen = await gateway.operator.send('GET', `/api/v1/approvals/${flag.body.approval.id}`);
  assert.match(seen.text, /new-checkout/);
  const title = seen.body.title.map((piece: { v: string }) => piece.v).join('');
  assert.equal(title, 'Change feature flag 201 (active false) of project 4021');
  const gone = await gateway.call(token, 'linear.delete_issue', { issue });
  const page = await gateway.operator.send('GET', `/api/v1/approvals/${gone.body.approval.id}`);
  assert.match(page.text, /Refund rounding is off by one cent/);
  const projects = await gateway.call(token, 'posthog.list_projects', {});
  assert.equal(projects.status, 200);
  assert.ok(!projects.text.includes('sandboxOnlyProjectToken'));
});

test('Linear saying no with status 200 is a failure; a half-done answer is unknown and never sent again', async (t) => {
  const answers: unknown[] = [];
  const service = await httpService(async (request, response) => {
    const { operationName } = JSON.parse((await bodyOf(request)).toString());
    const data = { issue: { identifier: 'BIL-1', title: 'Seen' } };
    const answer = operationName === 'Issue' ? { data } : answers.shift();
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
  });
  t.after(() => service.close());
  const gateway = await startTestGateway(t, { connections: false });
  await connect(gateway, 'linear', service.origin);
  const { token } = await gateway.agent();
  const errors = [{ message: 'Entity not found', path: ['issueDelete'] }];

  answers.push({ data: null, errors });
  const failed = await call(gateway, token, 'linear.delete_issue', { issue });
  assert.equal(failed.answer.status, 502, failed.answer.text);

  answers.push({ data: { commentCreate: { success: true } }, errors });
  const unknown = await call(gateway, token, 'linear.create_comment', { issue, body: 'Hello' });
  assert.equal(unknown.answer.status, 424, unknown.answer.text);
  const again = await call(gateway, token, 'linear.create_comment', { issue, body: 'Hello' });
  assert.deepEqual([again.answer.status, again.asked], [424, false]);
  assert.deepEqual(answers, []);
});
