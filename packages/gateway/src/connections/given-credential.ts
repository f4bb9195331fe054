import { canonical } from '@agentport/engine';
import type { Auth, Definition } from '../catalog/index.ts';
import { Fault } from '../kernel/fault.ts';
import { Secret } from '../kernel/secret.ts';

/** A credential as a person gives it: one key, or the fields its kind is made of. */
export interface GivenCredential {
  readonly key?: string | undefined;
  readonly fields?: { readonly [name: string]: string } | undefined;
}

const BYTES_MAX = 16 * 1024;
/** Visible ASCII and inner spaces: what a header or a form carries without being read as something else. */
const PLAIN = /^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/;

/** What a credential of this kind is made of; empty where it is one key. */
export function credentialFields(auth: Pick<Auth, 'kind'>): readonly string[] {
  if (auth.kind === 'oauth_refresh') return ['client_id', 'client_secret', 'refresh_token'];
  return auth.kind === 'basic' ? ['user', 'password'] : [];
}

/**
 * One sealed value from what was given. Fields are kept together, so that the parts of two credentials never meet.
 * @returns null when nothing was given
 * @throws {Fault} `invalid_request` that names the fields and never a value
 */
export function composeCredential(definition: Definition, given: GivenCredential): Secret | null {
  const { key, fields } = given;
  if (key !== undefined && fields !== undefined)
    throw refused(definition, 'takes a key or its fields, not both');
  if (fields !== undefined) return fromFields(definition, fields);
  if (key === undefined) return null;
  if (definition.auth.kind === 'oauth_refresh') throw refused(definition, `needs ${named(definition)}`);
  return new Secret(key);
}

function fromFields(definition: Definition, fields: { readonly [name: string]: string }): Secret {
  const wanted = credentialFields(definition.auth);
  if (wanted.length === 0) throw refused(definition, 'takes one key and no fields');
  const given = Object.keys(fields);
  const right = wanted.length === given.length && wanted.every((name) => Object.hasOwn(fields, name));
  if (!right) throw refused(definition, `needs ${named(definition)} and nothing else`);
  for (const name of wanted) {
    const value = fields[name] ?? '';
    if (!PLAIN.test(value) || value.length > BYTES_MAX)
      throw refused(definition, `needs a ${name} of plain characters on one line`);
    // a short one could not be kept out of what a service answers
    if (name !== 'client_id' && name !== 'user' && value.length < 8)
      throw refused(definition, `needs a ${name} of 8 characters or more`);
  }
  if (definition.auth.kind === 'oauth_refresh') return new Secret(canonical({ ...fields }));
  const { user = '', password = '' } = fields;
  // RFC 7617 §2: everything after the first colon is the password
  if (user.includes(':')) throw refused(definition, 'needs a user without a colon');
  return new Secret(`${user}:${password}`);
}

function named(definition: Definition): string {
  const names = credentialFields(definition.auth);
  return `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

function refused({ title }: Definition, what: string): Fault {
  return new Fault('invalid_request', `${title} ${what}.`);
}
