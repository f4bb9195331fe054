import { generateKeyPairSync, sign } from 'node:crypto';
import type { TlsPair } from './tls.ts';

/** For tests: a certificate that signs itself, for one name and some days around `now`. */
export function selfSigned(name: string, now: number, days = { from: -1, to: 30 }): TlsPair {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const ecdsaSha256 = seq(oid('2a8648ce3d040302'));
  const subject = seq(tlv(0x31, seq(oid('550403'), tlv(0x0c, Buffer.from(name)))));
  const at = (offset: number) =>
    tlv(
      0x18,
      Buffer.from(`${new Date(now + offset * 86_400_000).toISOString().replace(/[-:T]|\.\d+/g, '')}`),
    );
  const names = seq(oid('551d11'), tlv(0x04, seq(tlv(0x82, Buffer.from(name)))));
  const body = seq(
    tlv(0xa0, tlv(0x02, Buffer.from([2]))),
    tlv(0x02, Buffer.from([1])),
    ecdsaSha256,
    subject,
    seq(at(days.from), at(days.to)),
    subject,
    publicKey.export({ type: 'spki', format: 'der' }),
    tlv(0xa3, seq(names)),
  );
  const signature = Buffer.concat([Buffer.from([0]), sign('sha256', body, privateKey)]);
  const der = seq(body, ecdsaSha256, tlv(0x03, signature));
  const lines = der
    .toString('base64')
    .match(/.{1,64}/g)
    ?.join('\n');
  return {
    cert: `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`,
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}

function tlv(tag: number, content: Buffer): Buffer {
  const { length } = content;
  const head = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255];
  return Buffer.concat([Buffer.from([tag, ...head]), content]);
}

function seq(...parts: readonly Buffer[]): Buffer {
  return tlv(0x30, Buffer.concat(parts));
}

function oid(hex: string): Buffer {
  return tlv(0x06, Buffer.from(hex, 'hex'));
}
