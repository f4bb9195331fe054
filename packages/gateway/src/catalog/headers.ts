import type { Pair } from '@agentport/engine';

/**
 * Headers no manifest and no argument may set: the gateway's own slots, framing and connection control
 * (RFC 9110 §7.6.1), who-am-I forwarding (T58) and method overrides (T56).
 */
const RESERVED: ReadonlySet<string> = new Set([
  'authorization',
  'proxy-authorization',
  'cookie',
  'host',
  'content-length',
  'content-type',
  'content-encoding',
  'transfer-encoding',
  'te',
  'trailer',
  'connection',
  'keep-alive',
  'upgrade',
  'expect',
  'user-agent',
  'traceparent',
  'tracestate',
  'idempotency-key',
  'forwarded',
  'via',
  'x-original-url',
  'x-rewrite-url',
  'x-http-method',
  'x-http-method-override',
  'x-method-override',
]);

export function reservedHeader(name: string): boolean {
  return RESERVED.has(name) || name.startsWith('x-forwarded-') || name.startsWith('proxy-');
}

/** RFC 9110 §5.6.2 token, lower case, without the underscore some servers read as a dash. */
const NAME = /^[a-z0-9!#$%&'*+.^`|~-]+$/;
/** Visible ASCII and inner spaces: no CR, LF, NUL, tab or obsolete folding (T57). */
const VALUE = /^(?:[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?)?$/;

/** A header as it may leave, or null when its name or value could end the line or change the framing. */
export function safeHeader(name: string, value: string): Pair | null {
  return NAME.test(name) && VALUE.test(value) ? [name, value] : null;
}
