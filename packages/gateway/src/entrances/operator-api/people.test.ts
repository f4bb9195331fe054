import assert from 'node:assert/strict';
import { test } from 'node:test';
import { codeNow, EMAIL, nextCode, PASSWORD, peopleFixture } from '../../operators/people.fixture.ts';
import { clearCookie, readCookie, setCookie } from './cookie.ts';
import { asPerson, createPlane, type Plane, type Reply } from './plane.fixture.ts';

const codeOf = (reply: Reply) => (reply.body.error as { code?: string } | undefined)?.code;
const cookiesOf = (reply: Reply) => [reply.headers['set-cookie'] ?? []].flat();
const cookieOf = (reply: Reply) => cookiesOf(reply)[0] ?? '';
const tokenOf = (reply: Reply) => /^agentport_sign_in=([^;]+)/.exec(cookieOf(reply))?.[1] ?? '';

function signIn(plane: Plane, extra: Record<string, unknown> = {}): Promise<Reply> {
  const code = nextCode(plane.people, plane.totpSecret);
  return plane.send('POST', '/api/v1/sign-ins', {
    body: { email: EMAIL, password: PASSWORD, code, ...extra },
  });
}

test('signing in sets a cookie that scripts cannot read and other sites cannot send', async () => {
  await using plane = await createPlane();
  const reply = await signIn(plane);
  assert.equal(reply.status, 200);
  assert.match(
    cookieOf(reply),
    /^agentport_sign_in=ap_op_\S+; Path=\/; HttpOnly; SameSite=Strict; Max-Age=604800$/,
  );
  assert.ok(!reply.text.includes(tokenOf(reply)), 'the token is in the cookie alone');
  const me = await plane.send('GET', '/api/v1/me', {
    headers: { cookie: `agentport_sign_in=${tokenOf(reply)}` },
  });
  assert.deepEqual(me.body, reply.body);
});

test('over https the cookie is Secure and carries the __Host- name', () => {
  const cookie = setCookie('https://gate.example.com', 'token', 60);
  assert.equal(cookie, '__Host-agentport=token; Path=/; HttpOnly; SameSite=Strict; Max-Age=60; Secure');
  assert.match(clearCookie('https://gate.example.com'), /^__Host-agentport=; .*Max-Age=0/);
  assert.equal(readCookie('agentport_sign_in=x; __Host-agentport=y', 'https://gate.example.com'), 'y');
  assert.equal(readCookie('__Host-agentport=x; __Host-agentport=y', 'https://gate.example.com'), null);
  assert.equal(readCookie('x__Host-agentport=x', 'https://gate.example.com'), null);
});

test('T39 a sign-in never takes over a cookie that was brought along', async () => {
  await using plane = await createPlane();
  const planted = `ap_op_planted_${'A'.repeat(49)}`;
  const code = nextCode(plane.people, plane.totpSecret);
  const reply = await plane.send('POST', '/api/v1/sign-ins', {
    headers: { cookie: `agentport_sign_in=${planted}` },
    body: { email: EMAIL, password: PASSWORD, code },
  });
  assert.notEqual(tokenOf(reply), planted);
  const me = await plane.send('GET', '/api/v1/me', { headers: { cookie: `agentport_sign_in=${planted}` } });
  assert.equal(me.status, 401);
});

test('T39 stepping up rotates the cookie; the old one opens nothing', async () => {
  await using plane = await createPlane();
  const opened = await plane.signIn();
  const code = nextCode(plane.people, plane.totpSecret);
  const reply = await plane.send('POST', '/api/v1/me/step-up', {
    headers: asPerson(plane, opened),
    body: { code },
  });
  assert.equal(reply.status, 200);
  assert.notEqual(tokenOf(reply), opened.token);
  assert.equal((await plane.send('GET', '/api/v1/me', { headers: asPerson(plane, opened) })).status, 401);
  const cookie = `agentport_sign_in=${tokenOf(reply)}`;
  assert.equal((await plane.send('GET', '/api/v1/me', { headers: { cookie } })).status, 200);
});

test('a browser that signed in is known from then on: nobody can lock its person out of it', async () => {
  await using plane = await createPlane();
  const known = cookiesOf(await signIn(plane))[1] ?? '';
  assert.match(
    known,
    /^agentport_known=[\w-]+; Path=\/api\/v1\/sign-ins; HttpOnly; SameSite=Strict; Max-Age=31536000$/,
  );
  const body = { email: EMAIL, password: 'wrong but long enough' };
  for (let round = 0; round < 8; round++) await plane.send('POST', '/api/v1/sign-ins', { body });
  const code = codeNow(plane.people, plane.totpSecret);
  const right = { email: EMAIL, password: PASSWORD, code };
  assert.equal((await plane.send('POST', '/api/v1/sign-ins', { body: right })).status, 429);
  const headers = { cookie: known.split(';', 1)[0] ?? '' };
  const reply = await plane.send('POST', '/api/v1/sign-ins', { headers, body: right });
  assert.equal(codeOf(reply), 'second_factor_invalid', 'judged, not locked: this code was used to sign in');
});

test('signing out clears the cookie and ends the sign-in', async () => {
  await using plane = await createPlane();
  const opened = await plane.signIn();
  const reply = await plane.send('DELETE', '/api/v1/sign-ins/current', { headers: asPerson(plane, opened) });
  assert.deepEqual([reply.status, reply.body], [200, {}]);
  assert.match(cookieOf(reply), /^agentport_sign_in=; .*Max-Age=0/);
  assert.equal((await plane.send('GET', '/api/v1/me', { headers: asPerson(plane, opened) })).status, 401);
});

test('T42 a code with spaces is the same code and opens once; Unicode digits are no code', async () => {
  await using plane = await createPlane();
  const code = nextCode(plane.people, plane.totpSecret);
  const attempt = (text: string) =>
    plane.send('POST', '/api/v1/sign-ins', { body: { email: EMAIL, password: PASSWORD, code: text } });
  const arabic = [...code].map((digit) => String.fromCodePoint(0x660 + Number(digit))).join('');
  assert.equal(codeOf(await attempt(arabic)), 'second_factor_invalid');
  assert.equal((await attempt(`${code.slice(0, 3)} ${code.slice(3)}`)).status, 200);
  for (const again of [code, ` ${code}`, `${code}\n`, `\u00a0${code}`]) {
    assert.equal(codeOf(await attempt(again)), 'second_factor_invalid', JSON.stringify(again));
  }
});

test('T43 the lock answers 429 with when to come back, for every spelling', async () => {
  await using plane = await createPlane();
  const attempt = (email: string) =>
    plane.send('POST', '/api/v1/sign-ins', { body: { email, password: 'wrong but long enough' } });
  for (const email of [
    EMAIL,
    'PRIYA@example.com',
    ' priya@example.com',
    'priya@example.com ',
    'Priya@Example.Com',
  ]) {
    assert.equal(codeOf(await attempt(email)), 'sign_in_failed');
  }
  const locked = await attempt('pRiYa@example.com');
  assert.deepEqual(
    [locked.status, codeOf(locked), locked.headers['retry-after']],
    [429, 'too_many_attempts', '15'],
  );
});

test('T44 unknown account and wrong password are the same answer, byte for byte', async () => {
  await using plane = await createPlane();
  const attempt = (email: string) =>
    plane.send('POST', '/api/v1/sign-ins', {
      body: { email, password: 'wrong but long enough', code: '000000' },
    });
  const [wrong, unknown] = [await attempt(EMAIL), await attempt('nobody@example.com')];
  assert.equal(wrong.status, 401);
  assert.equal(wrong.text, unknown.text);
});

test('T46 signing in takes no return address and answers with none', async () => {
  await using plane = await createPlane();
  for (const member of ['next', 'return_to', 'redirect']) {
    const reply = await signIn(plane, { [member]: 'https://evil.example' });
    assert.deepEqual([reply.status, codeOf(reply)], [400, 'invalid_request']);
  }
  const code = nextCode(plane.people, plane.totpSecret);
  const body = { email: EMAIL, password: PASSWORD, code };
  const reply = await plane.send('POST', '/api/v1/sign-ins?next=javascript:alert(1)', { body });
  assert.deepEqual([reply.status, reply.headers.location], [200, undefined]);
});

test('T102 set-up over HTTP: the link makes one person and is then worth nothing', async () => {
  const people = await peopleFixture();
  await using plane = await createPlane({ operators: people.operators });
  const link = await people.operators.createSetupLink();
  const post = (path: string, body: unknown) => plane.send('POST', path, { body });
  assert.deepEqual((await plane.send('GET', '/api/v1/setup')).body, { needed: true });
  const input = { token: link?.token, email: 'omar@example.com', name: 'Omar', password: PASSWORD };
  const begun = await post('/api/v1/setup', input);
  assert.equal(begun.status, 200);
  const secret = String(begun.body.totp_secret);
  const confirm = { token: link?.token, enrolment: begun.body.enrolment, code: codeNow(people, secret) };
  const done = await post('/api/v1/setup/confirm', confirm);
  assert.equal(done.status, 200);
  assert.match(cookieOf(done), /HttpOnly/);
  assert.deepEqual((await plane.send('GET', '/api/v1/setup')).body, { needed: false });
  for (const [path, body] of [
    ['/api/v1/setup', input],
    ['/api/v1/setup/confirm', confirm],
  ] as const) {
    const again = await post(path, body);
    assert.deepEqual([again.status, codeOf(again)], [409, 'already_set_up']);
  }
  await people[Symbol.asyncDispose]();
});

test('T102 set-up with a wrong link is refused and soon slowed down', async () => {
  const people = await peopleFixture();
  await using plane = await createPlane({ operators: people.operators });
  const body = { token: 'ap_setup_guess', email: EMAIL, name: 'P', password: PASSWORD };
  const codes: unknown[] = [];
  for (let round = 0; round < 21; round++)
    codes.push(codeOf(await plane.send('POST', '/api/v1/setup', { body })));
  assert.deepEqual(codes.slice(0, 20), Array(20).fill('setup_link_invalid'));
  assert.equal(codes[20], 'too_many_attempts');
  await people[Symbol.asyncDispose]();
});
