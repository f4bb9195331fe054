import { Fault } from '../../kernel/fault.ts';

/** SQLSTATE, postgresql.org/docs/current/errcodes-appendix.html, or the code of a socket, or of a certificate. */
const MEANINGS: ReadonlyMap<string, string> = new Map([
  [
    'ECONNREFUSED',
    'Nobody answers at its address. Check that PostgreSQL runs there and DATABASE_URL names host and port.',
  ],
  ['ENOTFOUND', 'Its host name does not exist. Check the host in DATABASE_URL.'],
  ['EAI_AGAIN', 'Its host name cannot be looked up now. Check the host in DATABASE_URL and the name server.'],
  [
    'ENOENT',
    'There is no socket in the folder DATABASE_URL names. Check that PostgreSQL runs on this machine.',
  ],
  ['28P01', 'It refused the password. Check user and password in DATABASE_URL.'],
  ['28000', 'It refused this user. Check the user in DATABASE_URL and pg_hba.conf on the server.'],
  ['3D000', 'There is no such database. Create it, or correct the name in DATABASE_URL.'],
  [
    '42501',
    'The user may not do this there. Make it the owner of its schema (see docs/guides/postgresql.md).',
  ],
  ['53100', 'Its disk is full. Free some space.'],
  ['53300', 'It has no connection left. Raise max_connections or close other programs.'],
  ['57014', 'It took too long for one statement. Check what else it is doing.'],
  ['57P03', 'It is starting up. Try again in a moment.'],
  ['25006', 'It takes no writes: it is a standby. Point DATABASE_URL to the primary.'],
  ['CERT_HAS_EXPIRED', 'Its certificate has expired. Renew it on the server.'],
  [
    'ERR_TLS_CERT_ALTNAME_INVALID',
    'Its certificate is for another host. Use the name the certificate bears.',
  ],
  [
    'SELF_SIGNED_CERT_IN_CHAIN',
    'Its certificate is signed by an unknown authority. Add sslrootcert=FILE to DATABASE_URL.',
  ],
  [
    'DEPTH_ZERO_SELF_SIGNED_CERT',
    'Its certificate is signed by itself. Add sslrootcert=FILE to DATABASE_URL.',
  ],
  [
    'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    'Its certificate is signed by an unknown authority. Add sslrootcert=FILE to DATABASE_URL.',
  ],
  [
    'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
    'Its certificate is signed by an unknown authority. Add sslrootcert=FILE to DATABASE_URL.',
  ],
]);

const NO_TLS = 'It speaks no TLS. Turn `ssl` on at the server; the sslmode in DATABASE_URL asks for it.';
const NO_ANSWER =
  'It did not answer in time, or closed the connection. Check that it runs and can be reached.';

const SOCKET_ENDED: ReadonlySet<string> = new Set([
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
]);
/** What pg says, without a code, about a connection that is no more or never was. */
const PG_ENDED =
  /^(Connection terminated|Query read timeout|timeout exceeded|timeout expired|Client (was closed|has encountered))/i;

/** Classes 08 (connection) and 57P (the server ends the session). */
const SERVER_ENDED = /^(08...|57P..)$/;

/** Gives an error of connection or server its stable code and says what to do; any other error stays as it is. */
export function postgresFault(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof Fault) return error;
  const meaning = MEANINGS.get(codeOf(error)) ?? (/does not support SSL/.test(error.message) ? NO_TLS : null);
  const message = meaning ?? (isConnectionLost(error) ? NO_ANSWER : null);
  if (message === null) return error;
  return new Fault('storage_unavailable', `The database cannot be used. ${message}`, {
    cause: reasonOf(error),
  });
}

/** True when nothing more will come over this connection; what was sent last may or may not have happened. */
export function isConnectionLost(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = codeOf(error);
  return SOCKET_ENDED.has(code) || SERVER_ENDED.test(code) || PG_ENDED.test(error.message);
}

/** True when the server undid the whole transaction because of others, so that running it again may go well. */
export function isContention(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return codeOf(error) === '40001' || codeOf(error) === '40P01';
}

/** More connections than there ever are: each may have prepared a statement before the tables changed. */
export const STALE_PLANS_MAX = 25;

/**
 * True when a statement was prepared on this connection before a newer version gave its table another column: `select *`
 * then has another result than was planned. The statement did nothing, the connection can never run it again, and on a
 * new one all is well.
 */
export function isStalePlan(error: unknown): boolean {
  return (
    error instanceof Error && codeOf(error) === '0A000' && /cached plan must not change/.test(error.message)
  );
}

/** True when the server itself said that the statement failed: then it is not in doubt what became of it. */
export function isRefusal(error: unknown): boolean {
  return error instanceof Error && 'severity' in error && !isConnectionLost(error);
}

function codeOf(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : '';
}

/** The driver hangs its client on some errors, and with it the password: only the words go on. */
function reasonOf(error: Error): Error {
  return new Error([codeOf(error), error.message].filter((part) => part !== '').join(': '));
}
