import { createECDH, createPrivateKey, sign } from 'node:crypto';

/** A push service forgets us after this (RFC 8292 §2 allows a day), s. */
const LIFETIME_S = 12 * 3_600;

/** The public key a browser subscribes with: uncompressed point, base64url. */
export function vapidPublicKey(privateKey: Buffer): string {
  return pointOf(privateKey).toString('base64url');
}

/**
 * Says to a push service who sends (RFC 8292): a token for its origin alone, signed by ES256.
 * @param subject where its operators can reach us: an https or mailto address
 */
export function vapidAuthorization(
  privateKey: Buffer,
  claim: { readonly origin: string; readonly now: number; readonly subject: string },
): string {
  const point = pointOf(privateKey);
  const key = createPrivateKey({
    format: 'jwk',
    key: {
      kty: 'EC',
      crv: 'P-256',
      d: privateKey.toString('base64url'),
      x: point.subarray(1, 33).toString('base64url'),
      y: point.subarray(33).toString('base64url'),
    },
  });
  const expires = Math.floor(claim.now / 1_000) + LIFETIME_S;
  const signed = [
    { typ: 'JWT', alg: 'ES256' },
    { aud: claim.origin, exp: expires, sub: claim.subject },
  ]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.');
  const signature = sign('sha256', Buffer.from(signed), { key, dsaEncoding: 'ieee-p1363' });
  return `vapid t=${signed}.${signature.toString('base64url')}, k=${point.toString('base64url')}`;
}

function pointOf(privateKey: Buffer): Buffer {
  const curve = createECDH('prime256v1');
  curve.setPrivateKey(privateKey);
  return curve.getPublicKey();
}
