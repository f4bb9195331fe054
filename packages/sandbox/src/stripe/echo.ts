import { gzipSync } from 'node:zlib';
import type { EchoEncoding, Mode } from './mode.ts';

type Echo = Extract<Mode, { kind: 'echo' }>;

export interface RawAnswer {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: Buffer;
}

/** How a careless service, proxy or log line might spell the credential. All but `raw` are plain ASCII for sure. */
export function encodeCredential(credential: string, encoding: EchoEncoding): string {
  const bytes = Buffer.from(credential, 'utf8');
  switch (encoding) {
    case 'raw':
      return credential;
    case 'base64':
      return bytes.toString('base64');
    case 'base64url':
      return bytes.toString('base64url');
    case 'hex':
      return bytes.toString('hex');
    case 'percent':
      return [...bytes].map((byte) => `%${byte.toString(16).padStart(2, '0').toUpperCase()}`).join('');
    case 'json_unicode':
      return escaped(credential, (code) => `\\u${code.toString(16).padStart(4, '0')}`);
    case 'html_entity':
      return escaped(credential, (code) => `&#x${code.toString(16)};`);
    case 'utf16_base64':
      return Buffer.from(credential, 'utf16le').toString('base64');
  }
}

function escaped(text: string, each: (code: number) => string): string {
  return Array.from({ length: text.length }, (_, at) => each(text.charCodeAt(at))).join('');
}

/** Builds the answer that carries the credential. The JSON is put together as text, so that escapes stay as they are. */
export function echoAnswer(mode: Echo, credential: string): RawAnswer {
  const spelled = encodeCredential(credential, mode.encoding);
  const status = mode.status ?? (mode.place === 'location' ? 302 : 401);
  const { headers, text } = placed(mode.place, spelled);
  const plain = Buffer.from(text, mode.charset === 'utf-16le' ? 'utf16le' : 'utf8');
  const body = mode.gzip ? gzipSync(plain) : plain;
  if (mode.charset) headers['Content-Type'] = `${headers['Content-Type']}; charset=${mode.charset}`;
  if (mode.gzip) headers['Content-Encoding'] = 'gzip';
  return { status, headers: { ...headers, 'Content-Length': String(body.length) }, body };
}

function placed(place: Echo['place'], spelled: string): { headers: Record<string, string>; text: string } {
  const json = { 'Content-Type': 'application/json' };
  const plain = '{"error":{"message":"Request refused.","type":"invalid_request_error"}}';
  switch (place) {
    case 'body':
      return {
        headers: { 'Content-Type': 'text/plain' },
        text: `upstream said: authorization was ${spelled} (rejected)`,
      };
    case 'message':
      return {
        headers: json,
        text: `{"error":{"message":"Invalid API Key provided: ${spelled}","type":"invalid_request_error"}}`,
      };
    case 'json_key':
      return { headers: json, text: `{"error":{"message":"Refused.","keys":{"${spelled}":"revoked"}}}` };
    case 'header':
      return { headers: { ...json, 'X-Debug-Authorization': `Bearer ${spelled}` }, text: plain };
    case 'location':
      return { headers: { ...json, Location: `/v1/login?key=${spelled}` }, text: plain };
  }
}
