import type { InterruptedCode, NotSentCode } from './answer.ts';
import { DestinationRefused } from './destination-guard.ts';
import { RequestRefused } from './request-rules.ts';

const NAME_CODES: ReadonlySet<string> = new Set([
  'ENOTFOUND',
  'EAI_AGAIN',
  'EAI_NODATA',
  'EAI_NONAME',
  'EAI_FAIL',
]);
const CLOSED_CODES: ReadonlySet<string> = new Set(['UND_ERR_CLOSED', 'UND_ERR_DESTROYED']);
const TLS_CODE = /^(ERR_TLS_|ERR_SSL_|CERT_|DEPTH_|SELF_SIGNED_|UNABLE_TO_|EPROTO$|HOSTNAME_MISMATCH$)/;
const BAD_ANSWER_CODE =
  /^(HPE_|UND_ERR_(HEADERS_OVERFLOW|RES_CONTENT_LENGTH_MISMATCH|RES_EXCEEDED_MAX_SIZE))/;

/** A failure before the first byte left. */
export function notSentCode(error: unknown): NotSentCode {
  if (error instanceof DestinationRefused) return 'destination_refused';
  if (error instanceof RequestRefused) return 'request_refused';
  const code = codeOf(error);
  if (NAME_CODES.has(code)) return 'name_not_found';
  if (CLOSED_CODES.has(code)) return 'closed';
  if (code === 'UND_ERR_INVALID_ARG') return 'request_refused';
  return TLS_CODE.test(code) ? 'tls_failed' : 'connect_failed';
}

/** A failure after a byte may have left. */
export function interruptedCode(error: unknown): InterruptedCode {
  return BAD_ANSWER_CODE.test(codeOf(error)) ? 'bad_answer' : 'reset';
}

function codeOf(error: unknown): string {
  const code: unknown = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : '';
}
