import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { type Definition, parseManifest } from '../packages/gateway/src/catalog/index.ts';
import { readGmailClient } from './gmail-client-types.ts';
import { checkLinear, readLinearTypes } from './linear-sdk-types.ts';
import { placeKey, readPostHogTable } from './posthog-published.ts';
import { checkDefinition } from './published-api.ts';

const ROOT = join(import.meta.dirname, '..');
const GMAIL = join(ROOT, 'node_modules', '@googleapis', 'gmail');
const LINEAR = join(ROOT, 'node_modules', '@linear', 'sdk');

/** A manifest of ours, perhaps with one text in the place of another. */
function definitionOf(id: string, [from, to]: readonly [string, string] = ['', '']): Definition {
  const file = join(ROOT, 'integrations', id, 'integration.yaml');
  const text = readFileSync(file, 'utf8');
  assert.ok(text.includes(from), from);
  const parsed = parseManifest(text.replace(from, to), file);
  assert.ok(parsed.ok, JSON.stringify(parsed));
  return parsed.definition;
}

function checkGmail(change?: readonly [string, string]) {
  const published = readGmailClient(GMAIL);
  return checkDefinition(definitionOf('gmail', change), ({ method, path }) => {
    return published.get(`${method} ${path.replaceAll(/\{[^}]*\}/g, '{}')}`) ?? null;
  });
}

const checkLinearWith = (change?: readonly [string, string]) =>
  checkLinear(definitionOf('linear', change), readLinearTypes(LINEAR));

test('Gmail: every method, path and parameter of the manifest is one that Google’s own client sends', () => {
  const report = checkGmail();
  assert.deepEqual(report.differences, []);
  assert.ok(report.operations >= 15 && report.parameters >= 50, JSON.stringify(report));
});

test('Gmail: a path, a parameter and the place of a mail that the client does not know are found', () => {
  const found = (from: string, to: string) => checkGmail([from, to]).differences.join('\n');
  assert.match(found('/users/me/profile', '/users/me/profil'), /me\/profil is not published/);
  assert.match(
    found('max_results: maxResults', 'max_results: max'),
    /query parameter 'max' is not published/,
  );
  assert.match(found('raw: message.raw', 'raw: message.row'), /'message\.row' is not published/);
});

test('Linear: every field, argument, input and variable of the documents is one of the published schema', () => {
  const report = checkLinearWith();
  assert.deepEqual(report.differences, []);
  assert.ok(report.operations >= 12 && report.parameters >= 50, JSON.stringify(report));
});

test('Linear: a field, an argument, a member and a type that the schema does not have are found', () => {
  const found = (from: string, to: string) => checkLinearWith([from, to]).differences.join('\n');
  assert.match(found('displayName email admin', 'displayNam email admin'), /User has no field 'displayNam'/);
  assert.match(found('users(first: $first,', 'users(firsts: $first,'), /Query\.users takes no 'firsts'/);
  assert.match(found('stateId: $state_id', 'statesId: $state_id'), /IssueCreateInput takes no 'statesId'/);
  assert.match(found('$label_ids: [String!]', '$label_ids: [ID!]'), /the variable is \[ID!\]/);
});

const POSTHOG = readPostHogTable(join(ROOT, 'tests', 'cases', 'posthog-parameters.yaml'));

function checkPostHog(change?: readonly [string, string]) {
  return checkDefinition(definitionOf('posthog', change), ({ method, path }) => {
    const place = placeKey(`${method} ${path.replace('/@me/', '/{uuid}/')}`);
    return POSTHOG.operations.get(place) ?? null;
  });
}

test('PostHog: every method, path and parameter of the manifest is published, or it is written down why not', () => {
  const report = checkPostHog();
  assert.deepEqual(new Set(report.differences), new Set(Object.keys(POSTHOG.differences)));
  assert.ok(report.operations >= 34 && report.parameters >= 80, JSON.stringify(report));
});

test('PostHog: a path, a parameter, a text and a member that are not published are found', () => {
  const found = (from: string, to: string) => checkPostHog([from, to]).differences.join('\n');
  assert.match(
    found('/annotations/{annotation_id}/', '/notes/{annotation_id}/'),
    /notes\/.* is not published/,
  );
  assert.match(
    found('favorited: { type', 'favourite: { type'),
    /body parameter 'favourite' is not published/,
  );
  assert.match(found('STALE]', 'OLD]'), /'active' may be 'OLD', which is not published/);
  assert.match(found('multivariate:', 'multivariant:'), /'filters.multivariant' is not published/);
});

test('Stripe: every parameter of the manifest is one of the types of its own library', () => {
  const script = join(ROOT, 'tools', 'check-stripe-types.ts');
  const said = execFileSync(process.execPath, [script, join(ROOT, 'node_modules', 'stripe')], {
    encoding: 'utf8',
  });
  assert.match(said, /^stripe: \d+ operations, \d{3} query and body parameters compared, 0 differences\n$/);
});
