import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Auth, Definition } from '../catalog/index.ts';
import { Fault } from '../kernel/fault.ts';
import { composeCredential, type GivenCredential } from './given-credential.ts';

const OAUTH = { client_id: 'me.example', client_secret: 'fake-secret-1', refresh_token: 'fake-refresh-1' };

function composed(auth: Partial<Auth>, given: GivenCredential): string | null {
  const definition = { title: 'Mail', auth: { hint: null, ...auth } } as Definition;
  return composeCredential(definition, given)?.reveal().toString('utf8') ?? null;
}

describe('a given credential', () => {
  it('is the key itself where the service takes one', () => {
    assert.equal(composed({ kind: 'bearer' }, { key: 'fake-key' }), 'fake-key');
    assert.equal(composed({ kind: 'basic' }, { key: 'fake-key' }), 'fake-key');
    assert.equal(composed({ kind: 'bearer' }, {}), null);
  });

  it('is user and password as RFC 7617 joins them', () => {
    assert.equal(
      composed({ kind: 'basic' }, { fields: { user: 'ada', password: 'a:long:one' } }),
      'ada:a:long:one',
    );
  });

  it('is one value of client and refresh token, in one order', () => {
    const other = {
      refresh_token: OAUTH.refresh_token,
      client_secret: OAUTH.client_secret,
      client_id: OAUTH.client_id,
    };
    assert.equal(
      composed({ kind: 'oauth_refresh' }, { fields: OAUTH }),
      composed({ kind: 'oauth_refresh' }, { fields: other }),
    );
    assert.deepEqual(JSON.parse(composed({ kind: 'oauth_refresh' }, { fields: OAUTH }) ?? ''), OAUTH);
  });

  const refused: readonly (readonly [string, Partial<Auth>, GivenCredential, RegExp])[] = [
    [
      'one key for a service with a refresh token',
      { kind: 'oauth_refresh' },
      { key: 'fake-refresh-1' },
      /client_id, client_secret and refresh_token/,
    ],
    [
      'a missing field',
      { kind: 'oauth_refresh' },
      { fields: { client_id: 'x', client_secret: 'fake-secret-1' } },
      /refresh_token/,
    ],
    [
      'a field too many',
      { kind: 'basic' },
      { fields: { user: 'a', password: 'fake-password', otp: '1' } },
      /nothing else/,
    ],
    ['fields where one key is taken', { kind: 'bearer' }, { fields: { key: 'fake-key' } }, /one key/],
    [
      'key and fields at once',
      { kind: 'basic' },
      { key: 'fake-key', fields: { user: 'a', password: 'fake-password' } },
      /not both/,
    ],
    [
      'a user with a colon',
      { kind: 'basic' },
      { fields: { user: 'a:b', password: 'fake-password' } },
      /colon/,
    ],
    [
      'a line break',
      { kind: 'oauth_refresh' },
      { fields: { ...OAUTH, client_secret: 'fake\r\nsecret' } },
      /one line/,
    ],
    [
      'a secret that could not be scrubbed',
      { kind: 'oauth_refresh' },
      { fields: { ...OAUTH, client_secret: 'short' } },
      /8 characters/,
    ],
  ];
  for (const [what, auth, given, message] of refused) {
    it(`refuses ${what} without repeating it`, () => {
      assert.throws(
        () => composed(auth, given),
        (error: unknown) => {
          assert.ok(error instanceof Fault && error.code === 'invalid_request');
          assert.match(error.message, message);
          assert.doesNotMatch(error.message, /fake/);
          return true;
        },
      );
    });
  }
});
