import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { testAudit } from '../audit/testing.ts';
import { systemRandom } from '../kernel/random.ts';
import { Secret } from '../kernel/secret.ts';
import { connectionRow, onBothDatabases } from '../storage/testing.ts';
import { testVault } from '../vault/testing.ts';
import { createOauthTokens } from './tokens.ts';

const granted = (refresh: string | null = null) => ({
  access: new Secret('fake-access-token'),
  refresh: refresh === null ? null : new Secret(refresh),
  expiresInMs: 3_600_000,
});

/** Two gateways on one database, and a connection with a refresh token. */
async function stage(t: TestContext) {
  const { db, audit, clock } = await testAudit(t);
  const vault = await testVault({ db, clock });
  const row = connectionRow();
  await db.unit((tx) => tx.insertInto('connections').values(row).execute());
  const credential = { org: row.org, connectionId: row.id, field: 'key', version: row.credential_version };
  const gateway = () => createOauthTokens({ db, vault, audit, random: systemRandom });
  return { db, vault, clock, credential, one: gateway(), other: gateway() };
}

onBothDatabases('T100 of two gateways one may trade, until it is done or its time is over', async (t) => {
  const { one, other, clock, credential } = await stage(t);
  const won = await Promise.all([one, other, one, other].map((gateway) => gateway.lease(credential)));
  const winner = won[0] ? one : other;
  const loser = won[0] ? other : one;
  assert.deepEqual(won, won[0] ? [true, false, true, false] : [false, true, false, true]);
  await loser.letGo(credential);
  assert.equal(await loser.lease(credential), false, 'nobody lets go for another');
  await winner.letGo(credential);
  assert.equal(await loser.lease(credential), true);
  clock.advance(30_001);
  assert.equal(await winner.lease(credential), true, 'a gateway that died gives way');
});

onBothDatabases(
  'T100 a token is kept only by who holds the lease, and only over the one it was traded after',
  async (t) => {
    const { one, other, credential } = await stage(t);
    await one.lease(credential);
    assert.equal(await other.keep(credential, 0, granted()), false);
    assert.equal(await one.keep(credential, 0, granted('fake-refresh-2')), true);
    assert.equal(await one.keep(credential, 0, granted()), false, 'the lease went with the token');
    const known = await other.known(credential);
    assert.deepEqual([known.generation, known.access?.version, known.refresh?.version], [1, 1, 1]);
  },
);

onBothDatabases('a new refresh token stays until a newer one comes; older tokens are gone', async (t) => {
  const { db, one, vault, credential } = await stage(t);
  for (const [round, refresh] of ['fake-refresh-1', null, 'fake-refresh-3', null].entries()) {
    await one.lease(credential);
    assert.equal(await one.keep(credential, round, granted(refresh)), true);
  }
  const { refresh } = await one.known(credential);
  assert.equal(refresh?.version, 3);
  assert.equal((await vault.openCredential(refresh ?? credential)).reveal().toString(), 'fake-refresh-3');
  const rows = await db.read
    .selectFrom('credentials')
    .select(['field', 'version'])
    .orderBy('field')
    .execute();
  assert.deepEqual(
    rows.map(({ field, version }) => `${field} ${version}`),
    ['access_token 4', 'refresh_token 3'],
  );
});

onBothDatabases('another credential makes tokens and refusals of the one before void', async (t) => {
  const { one, credential } = await stage(t);
  await one.lease(credential);
  await one.keep(credential, 0, granted('fake-refresh-2'));
  await one.lease(credential);
  await one.refuse(credential, 1, 'invalid_grant');
  assert.equal((await one.known(credential)).refused, 'invalid_grant');
  const next = { ...credential, version: credential.version + 1 };
  const known = await one.known(next);
  assert.deepEqual([known.access, known.refresh, known.refused], [null, null, null]);
  assert.equal(await one.lease(next), true);
  assert.deepEqual(await one.refused(credential.org), []);
  assert.equal(await one.lease(credential), false, 'who still has the old one gets nothing for it');
});
