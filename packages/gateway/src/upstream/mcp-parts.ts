import { canonical, type JsonValue, parseStrict, type ReplyPart, StrictJsonError } from '@agentport/engine';
import type { CallToolResult, ContentBlock } from '@modelcontextprotocol/client';

/** A tool's result as parts. `structuredContent` and the text that repeats it become one part. */
export function partsOf(result: CallToolResult): ReplyPart[] {
  const content = result.content.map(partOf);
  const structured = result.structuredContent;
  if (structured === undefined) return content;
  const value = strictCopy(structured);
  if (value === null) return [...content, { kind: 'text', text: JSON.stringify(structured) }];
  const twin = canonical(value.value);
  const others = content.filter((part) => !(part.kind === 'text' && canonicalOf(part.text) === twin));
  return [{ kind: 'json', value: value.value }, ...others];
}

function partOf(block: ContentBlock): ReplyPart {
  switch (block.type) {
    case 'text':
      return { kind: 'text', text: block.text };
    case 'image':
    case 'audio':
      return { kind: 'binary', mime: block.mimeType, bytes: Buffer.from(block.data, 'base64') };
    case 'resource_link':
      return { kind: 'link', uri: block.uri, mime: block.mimeType ?? null };
    case 'resource': {
      const { uri, mimeType } = block.resource;
      if ('text' in block.resource) {
        return { kind: 'text', text: block.resource.text, resource: { uri, mime: mimeType ?? null } };
      }
      const bytes = Buffer.from(block.resource.blob, 'base64');
      return { kind: 'binary', mime: mimeType ?? 'application/octet-stream', bytes, uri };
    }
  }
}

/** Plain, strictly read data of what the SDK parsed; null when it holds what we do not accept. */
function strictCopy(value: unknown): { value: JsonValue } | null {
  try {
    return { value: parseStrict(JSON.stringify(value)) };
  } catch (error) {
    if (error instanceof StrictJsonError) return null;
    throw error;
  }
}

function canonicalOf(text: string): string | null {
  try {
    return canonical(parseStrict(text));
  } catch (error) {
    if (error instanceof StrictJsonError) return null;
    throw error;
  }
}
