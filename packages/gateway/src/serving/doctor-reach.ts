import { X509Certificate } from 'node:crypto';
import type { Config } from '../config.ts';
import { Fault } from '../kernel/fault.ts';
import type { Finding } from './finding.ts';
import { readTls } from './tls.ts';

const DAY_MS = 86_400_000;
const SOON_DAYS = 14;

/** The gateway's own certificate, and who may say from where somebody comes, as the next start would take them. */
export function reachOf(config: Config, now: number): Finding[] {
  return [...certificateOf(config, now), ...proxiesOf(config)];
}

function certificateOf({ tls, publicUrl }: Config, now: number): Finding[] {
  if (tls === null) return [];
  try {
    const { cert } = readTls(tls, publicUrl, now);
    const days = Math.floor((Date.parse(new X509Certificate(cert).validTo) - now) / DAY_MS);
    const what = `Certificate: ${tls.cert}, for ${days} days more`;
    if (days >= SOON_DAYS) return [{ level: 'ok', what }];
    return [{ level: 'warn', what, fix: 'Renew it. The gateway takes renewed files without a restart.' }];
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return [{ level: 'error', what: error.message, fix: 'Until then the gateway does not start.' }];
  }
}

/** Those of agentport.yaml are part of the policy; what the environment names takes their place. */
function proxiesOf({ trustedProxies }: Config): Finding[] {
  if (trustedProxies === null) return [];
  const what = `Trusted proxies, from AGENTPORT_TRUSTED_PROXIES: ${trustedProxies.join(', ') || 'none'}`;
  return [{ level: 'ok', what }];
}
