import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { gmail as gmailClient } from '@googleapis/gmail';
import { LinearClient } from '@linear/sdk';
import { Octokit } from '@octokit/rest';
import Stripe from 'stripe';
import { ours, type Request, type Row, sinkUrl, theirs } from './sdk-shapes.fixture.ts';

function same(service: string, rows: () => readonly Row[], least: number): void {
  describe(`${service}: our request and that of the official client`, () => {
    test('are the same in method, path, query and body', async () => {
      const table = rows();
      assert.ok(table.length >= least);
      for (const [name, args, call] of table)
        assert.deepEqual(await ours(service, name, args), await theirs(call), name);
    });
  });
}

same(
  'stripe',
  () => {
    const { hostname: host, port } = new URL(sinkUrl());
    const stripe = new Stripe('sk_test_fake', {
      host,
      port: Number(port),
      protocol: 'http',
      maxNetworkRetries: 0,
      telemetry: false,
    });
    const customer = 'cus_1';
    return [
      [
        'list_customers',
        { limit: 3, email: 'a@example.com' },
        () => stripe.customers.list({ limit: 3, email: 'a@example.com' }),
      ],
      ['get_customer', { customer }, () => stripe.customers.retrieve(customer)],
      [
        'create_customer',
        { name: 'Ada', metadata: { plan: 'team' }, address: { city: 'Lund' } },
        () => stripe.customers.create({ name: 'Ada', metadata: { plan: 'team' }, address: { city: 'Lund' } }),
      ],
      [
        'update_customer',
        { customer, phone: '+46 8' },
        () => stripe.customers.update(customer, { phone: '+46 8' }),
      ],
      ['delete_customer', { customer }, () => stripe.customers.del(customer)],
      [
        'create_refund',
        { charge: 'ch_1', amount: 500, reason: 'duplicate' },
        () => stripe.refunds.create({ charge: 'ch_1', amount: 500, reason: 'duplicate' }),
      ],
      [
        'create_payment_intent',
        { amount: 2500, currency: 'eur', customer },
        () => stripe.paymentIntents.create({ amount: 2500, currency: 'eur', customer }),
      ],
      ['cancel_payment_intent', { payment_intent: 'pi_1' }, () => stripe.paymentIntents.cancel('pi_1')],
      [
        'create_invoice',
        { customer, description: 'November' },
        () => stripe.invoices.create({ customer, description: 'November' }),
      ],
      ['finalize_invoice', { invoice: 'in_1' }, () => stripe.invoices.finalizeInvoice('in_1')],
      [
        'update_subscription',
        { subscription: 'sub_1', cancel_at_period_end: true },
        () => stripe.subscriptions.update('sub_1', { cancel_at_period_end: true }),
      ],
      [
        'get_charge',
        { charge: 'ch_1', expand: ['customer'] },
        () => stripe.charges.retrieve('ch_1', { expand: ['customer'] }),
      ],
    ];
  },
  8,
);

same(
  'github',
  () => {
    const { rest } = new Octokit({
      baseUrl: sinkUrl(),
      auth: 'fake',
      log: { debug() {}, info() {}, warn() {}, error() {} },
    });
    const at = { owner: 'octo', repo: 'hello' };
    const pull = { ...at, pull_number: 7 };
    const issue = { ...at, issue_number: 5 };
    return [
      ['get_repository', at, () => rest.repos.get(at)],
      [
        'create_issue',
        { ...at, title: 'Bug', labels: ['bug'] },
        () => rest.issues.create({ ...at, title: 'Bug', labels: ['bug'] }),
      ],
      [
        'update_issue',
        { ...issue, state: 'closed' },
        () => rest.issues.update({ ...issue, state: 'closed' }),
      ],
      [
        'create_issue_comment',
        { ...issue, body: 'Seen' },
        () => rest.issues.createComment({ ...issue, body: 'Seen' }),
      ],
      [
        'add_labels',
        { ...issue, labels: ['bug'] },
        () => rest.issues.addLabels({ ...issue, labels: ['bug'] }),
      ],
      [
        'create_pull_request',
        { ...at, title: 'Fix', head: 'fix', base: 'main' },
        () => rest.pulls.create({ ...at, title: 'Fix', head: 'fix', base: 'main' }),
      ],
      [
        'create_pull_request_review',
        { ...pull, event: 'APPROVE' },
        () => rest.pulls.createReview({ ...pull, event: 'APPROVE' }),
      ],
      [
        'merge_pull_request',
        { ...pull, merge_method: 'squash' },
        () => rest.pulls.merge({ ...pull, merge_method: 'squash' }),
      ],
      [
        'trigger_workflow',
        { ...at, workflow_id: 'ci.yml', ref: 'main', inputs: { level: 'full' } },
        () =>
          rest.actions.createWorkflowDispatch({
            ...at,
            workflow_id: 'ci.yml',
            ref: 'main',
            inputs: { level: 'full' },
          }),
      ],
      [
        'create_release',
        { ...at, tag_name: 'v1', draft: true },
        () => rest.repos.createRelease({ ...at, tag_name: 'v1', draft: true }),
      ],
      ['list_commits', { ...at, per_page: 5 }, () => rest.repos.listCommits({ ...at, per_page: 5 })],
    ];
  },
  8,
);

same(
  'gmail',
  () => {
    const { users } = gmailClient({
      version: 'v1',
      rootUrl: `${sinkUrl()}/`,
      headers: { authorization: 'Bearer fake' },
    });
    const [userId, id] = ['me', 'm1'];
    return [
      ['get_profile', {}, () => users.getProfile({ userId })],
      [
        'list_messages',
        { query: 'is:unread', label_ids: ['INBOX', 'UNREAD'], max_results: 5 },
        () => users.messages.list({ userId, q: 'is:unread', labelIds: ['INBOX', 'UNREAD'], maxResults: 5 }),
      ],
      [
        'get_message',
        { message: id, format: 'metadata', metadata_headers: ['From', 'To'] },
        () => users.messages.get({ userId, id, format: 'metadata', metadataHeaders: ['From', 'To'] }),
      ],
      [
        'get_attachment',
        { message: id, attachment: 'a1' },
        () => users.messages.attachments.get({ userId, messageId: id, id: 'a1' }),
      ],
      [
        'modify_message',
        { message: id, add_label_ids: ['STARRED'] },
        () => users.messages.modify({ userId, id, requestBody: { addLabelIds: ['STARRED'] } }),
      ],
      [
        'batch_modify_messages',
        { message_ids: [id], remove_label_ids: ['INBOX'] },
        () => users.messages.batchModify({ userId, requestBody: { ids: [id], removeLabelIds: ['INBOX'] } }),
      ],
      ['trash_message', { message: id }, () => users.messages.trash({ userId, id })],
      ['delete_message', { message: id }, () => users.messages.delete({ userId, id })],
      [
        'get_thread',
        { thread: 't1', format: 'full' },
        () => users.threads.get({ userId, id: 't1', format: 'full' }),
      ],
      ['send_draft', { draft: 'r1' }, () => users.drafts.send({ userId, requestBody: { id: 'r1' } })],
      [
        'create_label',
        { name: 'Open', label_list_visibility: 'labelShow' },
        () =>
          users.labels.create({ userId, requestBody: { name: 'Open', labelListVisibility: 'labelShow' } }),
      ],
      [
        'list_history',
        { start_history_id: '7', label_id: 'INBOX' },
        () => users.history.list({ userId, startHistoryId: '7', labelId: 'INBOX' }),
      ],
      [
        'create_filter',
        { criteria: { from: 'a@example.com' }, action: { addLabelIds: ['L1'] } },
        () =>
          users.settings.filters.create({
            userId,
            requestBody: { criteria: { from: 'a@example.com' }, action: { addLabelIds: ['L1'] } },
          }),
      ],
      [
        'create_forwarding_address',
        { address: 'a@example.com' },
        () =>
          users.settings.forwardingAddresses.create({
            userId,
            requestBody: { forwardingEmail: 'a@example.com' },
          }),
      ],
      [
        'update_auto_forwarding',
        { enabled: true, address: 'a@example.com', disposition: 'archive' },
        () =>
          users.settings.updateAutoForwarding({
            userId,
            requestBody: { enabled: true, emailAddress: 'a@example.com', disposition: 'archive' },
          }),
      ],
      [
        'create_delegate',
        { address: 'a@example.com' },
        () => users.settings.delegates.create({ userId, requestBody: { delegateEmail: 'a@example.com' } }),
      ],
      [
        'update_vacation',
        { enabled: true, subject: 'Away', text: 'Until Monday', restrict_to_domain: true },
        () =>
          users.settings.updateVacation({
            userId,
            requestBody: {
              enableAutoReply: true,
              responseSubject: 'Away',
              responseBodyPlainText: 'Until Monday',
              restrictToDomain: true,
            },
          }),
      ],
    ];
  },
  8,
);

test('gmail: a mail we build is put where the official client puts one', async () => {
  const { users } = gmailClient({
    version: 'v1',
    rootUrl: `${sinkUrl()}/`,
    headers: { authorization: 'Bearer fake' },
  });
  const mail = { to: ['a@example.com'], subject: 'Hi', text: 'Hello' };
  const sent = await ours('gmail', 'reply_to_email', {
    ...mail,
    thread_id: 't1',
    in_reply_to: '<a@b.example>',
  });
  const { raw } = sent.body as { raw: string };
  assert.deepEqual(
    sent,
    await theirs(() => users.messages.send({ userId: 'me', requestBody: { raw, threadId: 't1' } })),
  );
  const draft = await ours('gmail', 'update_draft', { ...mail, draft: 'r1' });
  const { message } = draft.body as { message: { raw: string } };
  assert.deepEqual(
    draft,
    await theirs(() => users.drafts.update({ userId: 'me', id: 'r1', requestBody: { message } })),
  );
});

test('linear: our documents call the fields the official client calls, with the same values', async () => {
  const linear = new LinearClient({ apiKey: 'fake', apiUrl: `${sinkUrl()}/graphql` });
  const [issue, team] = ['i1', 't1'];
  const rows: readonly Row[] = [
    ['get_issue', { issue }, () => linear.issue(issue)],
    ['get_team', { team }, () => linear.team(team)],
    ['list_issues', { first: 20 }, () => linear.issues({ first: 20 })],
    ['get_viewer', {}, () => linear.viewer],
    [
      'create_issue',
      { team_id: team, title: 'Bug', priority: 2 },
      () => linear.createIssue({ teamId: team, title: 'Bug', priority: 2 }),
    ],
    ['update_issue', { issue, title: 'Bug 2' }, () => linear.updateIssue(issue, { title: 'Bug 2' })],
    ['create_comment', { issue, body: 'Seen' }, () => linear.createComment({ issueId: issue, body: 'Seen' })],
    ['delete_comment', { comment: 'c1' }, () => linear.deleteComment('c1')],
    ['archive_issue', { issue }, () => linear.archiveIssue(issue)],
    ['delete_issue', { issue }, () => linear.deleteIssue(issue)],
  ];
  assert.ok(rows.length >= 8);
  for (const [name, args, call] of rows) {
    const [mine, official] = [await ours('linear', name, args), await theirs(call)];
    assert.deepEqual([mine.method, mine.path], [official.method, official.path], name);
    assert.deepEqual(saidBy(mine), saidBy(official), name);
  }
});

/** Kind and root field of a GraphQL request, and every value in its variables. */
function saidBy({ body }: Request) {
  const { query, variables } = body as { query: string; variables?: unknown };
  const [, kind = '', field = ''] = /^\s*(query|mutation)[^{]*\{\s*(\w+)/m.exec(query) ?? [];
  return {
    kind,
    field,
    values: leaves(variables)
      .map(String)
      .sort((a, b) => (a < b ? -1 : 1)),
  };
}

function leaves(value: unknown): unknown[] {
  if (typeof value !== 'object' || value === null)
    return value === undefined || value === null ? [] : [value];
  return Object.values(value).flatMap(leaves);
}
