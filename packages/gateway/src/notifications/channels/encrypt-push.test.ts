import assert from 'node:assert/strict';
import { createDecipheriv, createECDH, createHmac, createPublicKey, verify } from 'node:crypto';
import { test } from 'node:test';
import { systemRandom } from '../../kernel/random.ts';
import { openPeer, openStage } from '../stage.fixture.ts';
import { encryptPush, newPrivateKey } from './encrypt-push.ts';
import { vapidAuthorization, vapidPublicKey } from './vapid.ts';

const bytes = (text: string) => Buffer.from(text, 'base64url');

/** RFC 8291, appendix A. */
const RFC = {
  plaintext: 'V2hlbiBJIGdyb3cgdXAsIEkgd2FudCB0byBiZSBhIHdhdGVybWVsb24',
  privateKey: 'yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw',
  receiver: 'BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4',
  receiverPrivate: 'q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94',
  auth: 'BTBZMqHH6r4Tts7J_aSIgg',
  salt: 'DGv6ra1nlYgDCS1FRnbzlw',
  message:
    'DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN',
};

test('a message is encrypted to the byte as in the appendix of RFC 8291', () => {
  const keys = { p256dh: bytes(RFC.receiver), auth: bytes(RFC.auth) };
  const chance = { salt: bytes(RFC.salt), privateKey: bytes(RFC.privateKey) };
  assert.equal(encryptPush(bytes(RFC.plaintext), keys, chance).toString('base64url'), RFC.message);
});

test('a push service is told who sends, by a token for its origin alone that verifies and ends within a day', () => {
  const key = newPrivateKey(systemRandom);
  const claim = { origin: 'https://push.example', now: 1_800_000_000_000, subject: 'https://gate.example' };
  const [, token = '', shown] = /^vapid t=([^,]+), k=(.+)$/.exec(vapidAuthorization(key, claim)) ?? [];
  assert.equal(shown, vapidPublicKey(key));
  const [head = '', body = '', signature = ''] = token.split('.');
  const point = bytes(shown ?? '');
  const jwk = {
    kty: 'EC',
    crv: 'P-256',
    x: point.subarray(1, 33).toString('base64url'),
    y: point.subarray(33).toString('base64url'),
  };
  const publicKey = createPublicKey({ format: 'jwk', key: jwk });
  const signed = Buffer.from(`${head}.${body}`);
  assert.ok(verify('sha256', signed, { key: publicKey, dsaEncoding: 'ieee-p1363' }, bytes(signature)));
  const said = JSON.parse(bytes(body).toString());
  assert.equal(said.aud, 'https://push.example');
  assert.ok(said.exp > 1_800_000_000 && said.exp <= 1_800_000_000 + 86_400);
});

/** What a browser does with it. */
function decrypt(message: Buffer): string {
  const [salt, sender] = [message.subarray(0, 16), message.subarray(21, 86)];
  const own = createECDH('prime256v1');
  own.setPrivateKey(bytes(RFC.receiverPrivate));
  const hmac = (key: Uint8Array, ...data: Uint8Array[]) =>
    createHmac('sha256', key).update(Buffer.concat(data)).digest();
  const one = Buffer.from([1]);
  const input = hmac(
    hmac(bytes(RFC.auth), own.computeSecret(sender)),
    Buffer.from('WebPush: info\0'),
    bytes(RFC.receiver),
    sender,
    one,
  );
  const key = hmac(hmac(salt, input), Buffer.from('Content-Encoding: aes128gcm\0'), one).subarray(0, 16);
  const nonce = hmac(hmac(salt, input), Buffer.from('Content-Encoding: nonce\0'), one).subarray(0, 12);
  const decipher = createDecipheriv('aes-128-gcm', key, nonce);
  decipher.setAuthTag(message.subarray(-16));
  const padded = Buffer.concat([decipher.update(message.subarray(86, -16)), decipher.final()]);
  return padded.subarray(0, padded.lastIndexOf(2)).toString();
}

test('every browser of a person who may answer is told, and one its service forgot is forgotten', async (t) => {
  const peer = await openPeer(t);
  const stage = await openStage(t);
  const { plain } = stage.parts;
  const toPeer = {
    ...plain,
    post: (request: Parameters<typeof plain.post>[0]) =>
      plain.post({ ...request, named: true, url: `${peer.url}${new URL(request.url).pathname}` }),
  };
  const now = stage.clock.now();
  const notifications = stage.second({ plain: toPeer });
  await notifications.channels.create(
    { name: 'browsers', settings: { kind: 'web_push' }, route: stageRoute, detail: 'minimal' },
    'opr_1',
  );
  await stage.db.unit((tx) =>
    tx
      .insertInto('sign_ins')
      .values({
        id: 'sin_1',
        org: 'default',
        operator_id: 'opr_1',
        token_sha256: '0'.repeat(64),
        csrf_sha256: '0'.repeat(64),
        step_up_until: 0,
        address: null,
        user_agent: null,
        created_at: now,
        expires_at: now + 3_600_000,
        absolute_expires_at: now + 3_600_000,
        ended_at: null,
      })
      .execute(),
  );
  const by = { operatorId: 'opr_1', signInId: 'sin_1', label: 'Phone' };
  const keys = { p256dh: RFC.receiver, auth: RFC.auth };
  await notifications.browsers.subscribe({ endpoint: 'https://push.example/one', ...keys }, by);
  await notifications.browsers.subscribe({ endpoint: 'https://push.example/two', ...keys }, by);
  const view = await stage.ask();
  await notifications.worker.drain();
  assert.deepEqual(new Set(peer.got.map(({ path }) => path)), new Set(['/one', '/two']));
  const shown = JSON.parse(decrypt(peer.got[0]?.bytes ?? Buffer.alloc(0)));
  assert.deepEqual(
    [shown.title, shown.body, shown.path],
    ['A request waits for an answer', '', `/approvals/${view.id}`],
  );
  assert.match(String(peer.got[0]?.headers.authorization), /^vapid t=/);

  peer.answer = { status: 410 };
  await stage.ask({ agent: 'agt_2' });
  await notifications.worker.drain();
  assert.deepEqual(await notifications.browsers.of('opr_1'), []);

  peer.answer = { status: 201 };
  await notifications.browsers.subscribe({ endpoint: 'https://push.example/three', ...keys }, by);
  await stage.db.unit((tx) => tx.updateTable('sign_ins').set({ ended_at: now }).execute());
  const before = peer.got.length;
  await stage.ask();
  await notifications.worker.drain();
  assert.equal(peer.got.length, before, 'signed out is told nothing');
});

const stageRoute = { risks: [], agents: null, connections: null, team: null, when: 'asked' as const };

test('T62 a push address that a browser names leads to no private address', async (t) => {
  const stage = await openStage(t);
  for (const url of [
    'https://127.0.0.1/x',
    'https://10.0.0.1/x',
    'http://push.example/x',
    'https://[::1]/x',
  ]) {
    const answer = await stage.parts.plain.post({
      owner: 'chn_1',
      url,
      named: false,
      headers: [],
      body: Buffer.alloc(0),
      timeoutMs: 1_000,
    });
    assert.deepEqual(
      [answer.kind, 'code' in answer && answer.code],
      ['not_sent', 'destination_refused'],
      url,
    );
  }
});
