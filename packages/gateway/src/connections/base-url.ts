import { splitBaseUrl } from '../catalog/index.ts';
import { Fault } from '../kernel/fault.ts';

const LOOPBACK = /^http:\/\/(?:localhost|\[::1\]|127\.\d{1,3}\.\d{1,3}\.\d{1,3})(?::\d+)?$/;

/**
 * The address a connection's credential belongs to, normalised without a trailing slash. It is named by an operator, so
 * private addresses are allowed; plain HTTP only on this machine, since the credential travels with every call.
 * @throws {Fault} `invalid_request`, `unsafe_setting`
 */
export function parseBaseUrl(text: string): string {
  const base = splitBaseUrl(text);
  if (!base.ok) throw new Fault('invalid_request', `The base URL ${base.message}.`);
  if (base.origin.startsWith('http:') && !LOOPBACK.test(base.origin)) {
    throw new Fault(
      'unsafe_setting',
      `${base.origin} would carry the credential in the clear. Use https://.`,
    );
  }
  return `${base.origin}${base.prefix}`;
}
