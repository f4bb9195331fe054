import { createHmac, timingSafeEqual } from 'node:crypto';

/** Slack's own advice: older requests may be replays. */
const WINDOW_MS = 300_000;

export interface SignedRequest {
  /** as it arrived: one changed byte is another request */
  readonly body: Buffer;
  /** `X-Slack-Request-Timestamp`, s */
  readonly timestamp: string | undefined;
  /** `X-Slack-Signature`, `v0=` and hex */
  readonly signature: string | undefined;
}

/** Whether Slack, which shares the secret with us, signed these bytes a moment ago. */
export function isSignedBySlack(request: SignedRequest, secret: string, now: number): boolean {
  const { body, timestamp, signature } = request;
  if (timestamp === undefined || !/^[0-9]{10}$/.test(timestamp)) return false;
  if (Math.abs(now - Number(timestamp) * 1_000) > WINDOW_MS) return false;
  if (signature === undefined || !/^v0=[0-9a-f]{64}$/.test(signature)) return false;
  const wanted = createHmac('sha256', secret).update(`v0:${timestamp}:`).update(body).digest();
  return timingSafeEqual(wanted, Buffer.from(signature.slice(3), 'hex'));
}
