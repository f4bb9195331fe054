import {
  type Pair,
  parseStrict,
  type Reply,
  type ReplyPart,
  type Scrubber,
  StrictJsonError,
  utf8Decode,
} from '@agentport/engine';

const TEXT_TYPES: ReadonlySet<string> = new Set([
  'application/graphql',
  'application/javascript',
  'application/x-ndjson',
  'application/x-www-form-urlencoded',
  'application/xml',
  'application/yaml',
]);

/** Turns an HTTP answer into a reply and removes the credential from all of it. */
export function httpReply(
  answer: { readonly status: number; readonly headers: readonly Pair[]; readonly bytes: Uint8Array },
  scrubber: Scrubber,
): Reply {
  const type = answer.headers.find(([name]) => name === 'content-type')?.[1] ?? '';
  return {
    status: answer.status,
    headers: answer.headers.map(([name, value]) => [name, scrubber.text(value)] as const),
    parts: answer.bytes.length === 0 ? [] : [scrubPart(partOf(type, answer.bytes), scrubber)],
    is_error: answer.status >= 400,
  };
}

export function scrubPart(part: ReplyPart, scrubber: Scrubber): ReplyPart {
  switch (part.kind) {
    case 'json':
      return { kind: 'json', value: scrubber.value(part.value) };
    case 'text': {
      const text = scrubber.text(part.text);
      if (!part.resource) return { kind: 'text', text };
      const { uri, mime } = part.resource;
      return { kind: 'text', text, resource: { uri: scrubber.text(uri), mime: scrubMime(mime, scrubber) } };
    }
    case 'binary': {
      const bytes = scrubber.bytes(part.bytes);
      const mime = scrubber.text(part.mime);
      return { kind: 'binary', mime, bytes, ...(part.uri && { uri: scrubber.text(part.uri) }) };
    }
    case 'link':
      return { kind: 'link', uri: scrubber.text(part.uri), mime: scrubMime(part.mime, scrubber) };
  }
}

function scrubMime(mime: string | null, scrubber: Scrubber): string | null {
  return mime === null ? null : scrubber.text(mime);
}

/** What cannot be read as what it says it is falls back: JSON to text, text to bytes. Nothing is guessed. */
function partOf(contentType: string, bytes: Uint8Array): ReplyPart {
  const mime = (contentType.split(';')[0] ?? '').trim().toLowerCase();
  const isJson = mime === 'application/json' || mime.endsWith('+json');
  const isText = isJson || mime.startsWith('text/') || mime.endsWith('+xml') || TEXT_TYPES.has(mime);
  const text = isText ? utf8Decode(bytes) : null;
  if (text === null) return { kind: 'binary', mime: mime || 'application/octet-stream', bytes };
  return isJson ? jsonOrText(text) : { kind: 'text', text };
}

function jsonOrText(text: string): ReplyPart {
  try {
    return { kind: 'json', value: parseStrict(text) };
  } catch (error) {
    if (error instanceof StrictJsonError) return { kind: 'text', text };
    throw error;
  }
}
