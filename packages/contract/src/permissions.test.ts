import assert from 'node:assert/strict';
import { test } from 'node:test';
import { may, PERMISSIONS, type Permission, ROLES, SCOPES } from './permissions.ts';
import { ROUTES, type Route } from './routes.ts';

const routes = Object.entries<Route>(ROUTES);
const names = Object.keys(PERMISSIONS) as Permission[];

test('every route of people names a permission, and no other route does', () => {
  for (const [id, route] of routes) {
    const ofPeople = route.access === 'operator' || route.access === 'step_up';
    assert.equal(route.permission !== undefined, ofPeople, id);
    assert.ok(ofPeople || route.scope === undefined, id);
  }
});

test('an owner may everything; nobody may what is not in the table', () => {
  for (const name of names) assert.ok(may('owner', name), name);
  for (const role of ['', 'Owner', 'owner ', 'system', 'constructor']) {
    for (const name of names) assert.equal(may(role, name), false);
  }
  for (const name of ['constructor', '__proto__', 'requests:approve']) {
    assert.equal(may('owner', name as Permission), false);
  }
});

test('an auditor decides nothing and changes nothing', () => {
  const granted = names.filter((name) => may('auditor', name));
  assert.deepEqual(granted, [
    'account:own',
    'requests:read',
    'setup:read',
    'audit:read',
    'audit:check',
    'vault:read',
  ]);
});

test('an approver may decide and stop, and sets nothing up', () => {
  for (const name of names.filter((name) => name.endsWith(':write') || name === 'stop:release')) {
    assert.equal(may('approver', name), false, name);
  }
  assert.ok(may('approver', 'requests:decide') && may('approver', 'stop:pull'));
});

test('no route that decides, activates, adds, loosens or lets in has a scope for operator tokens', () => {
  const open = routes.filter(([, { scope }]) => scope !== undefined).map(([id]) => id);
  const reviewed = [
    'listIntegrations',
    'listConnections',
    'readConnection',
    'replaceCredential',
    'testConnection',
    'removeConnection',
    'revokeCredential',
    'listPolicyVersions',
    'readPolicy',
    'proposePolicy', // tightening applies, loosening waits for a person
    'explainPolicy',
    'listAudit',
    'readAudit',
    'verifyAudit',
    'exportAudit',
    'proveAudit',
    'exportActivity',
    'listSessions',
    'readSession',
  ];
  assert.deepEqual(open.toSorted(), reviewed.toSorted(), 'a new scope wants a look: add it here knowingly');
});

test('a scope never opens a route that the table gives to nobody who may make such a token', () => {
  for (const [id, route] of routes) {
    if (route.scope === undefined) continue;
    const { permission } = SCOPES[route.scope];
    const makers = ROLES.filter((role) => may(role, permission) && may(role, 'tokens:write'));
    for (const role of makers) assert.ok(may(role, route.permission), `${id} for ${role}`);
  }
});
