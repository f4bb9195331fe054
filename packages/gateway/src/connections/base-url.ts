import { Fault } from '../kernel/fault.ts';

/**
 * The address a connection's credential belongs to, normalised without a trailing slash. It is named by an operator, so
 * private addresses are allowed; plain HTTP only on this machine, since the credential travels with every call.
 * @throws {Fault} `invalid_request`, `unsafe_setting`
 */
export function parseBaseUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || (url.protocol !== 'https:' && url.protocol !== 'http:')) {
    throw new Fault(
      'invalid_request',
      'The base URL must start with https://, e.g. https://api.example.com.',
    );
  }
  if (url.username || url.password || url.search || url.hash) {
    throw new Fault(
      'invalid_request',
      'The base URL must be a plain address: no user name, query or fragment.',
    );
  }
  if (url.protocol === 'http:' && !isLoopback(url.hostname)) {
    throw new Fault('unsafe_setting', `${url.origin} would carry the credential in the clear. Use https://.`);
  }
  return url.href.replace(/\/+$/, '');
}

function isLoopback(hostname: string): boolean {
  return (
    hostname === 'localhost' || hostname === '[::1]' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(hostname)
  );
}
