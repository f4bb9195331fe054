import type { Outcome, Reply, ReplyPart } from '@agentport/engine';

/** A finished call's outcome as bytes for a sealed payload; binary parts in base64. */
export function encodeOutcome(outcome: Outcome): Buffer {
  return Buffer.from(
    JSON.stringify(outcome, (_, value: unknown) =>
      value instanceof Uint8Array ? { $base64: Buffer.from(value).toString('base64') } : value,
    ),
  );
}

/** Reads `encodeOutcome`'s bytes back. They were sealed by us: a shape that does not fit is a fault. */
export function decodeOutcome(bytes: Uint8Array): Outcome {
  const outcome = JSON.parse(Buffer.from(bytes).toString('utf8')) as Outcome;
  if ('reply' in outcome && outcome.reply)
    return { ...outcome, reply: decodeReply(outcome.reply) } as Outcome;
  return outcome;
}

function decodeReply(reply: Reply): Reply {
  return { ...reply, parts: reply.parts.map(decodePart) };
}

function decodePart(part: ReplyPart): ReplyPart {
  if (part.kind !== 'binary') return part;
  const sealed = part.bytes as unknown as { $base64: string };
  return { ...part, bytes: Buffer.from(sealed.$base64, 'base64') };
}
