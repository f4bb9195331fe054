import type { Finding } from '../decision/decision.ts';
import { stringsOf } from '../json/strings.ts';
import type { Detector } from './inspect.ts';

interface SecretFormat {
  readonly name: string;
  readonly severity: 'high' | 'critical';
  /**
   * What may not stand before the beginning is what the run is made of: a text full of beginnings is then
   * still read once, not once per beginning.
   */
  readonly pattern: RegExp;
}

/** Published forms of keys, from each vendor's documentation. */
const FORMATS: readonly SecretFormat[] = [
  { name: 'Stripe key', severity: 'high', pattern: /(?<![A-Za-z0-9])[rs]k_(?:live|test)_[A-Za-z0-9]{10}/ },
  { name: 'Stripe webhook secret', severity: 'high', pattern: /(?<![A-Za-z0-9])whsec_[A-Za-z0-9+/]{20}/ },
  { name: 'GitHub token', severity: 'high', pattern: /(?<![A-Za-z0-9])gh[oprsu]_[A-Za-z0-9]{30}/ },
  { name: 'GitHub token', severity: 'high', pattern: /(?<![A-Za-z0-9])github_pat_[A-Za-z0-9_]{20}/ },
  { name: 'AWS access key', severity: 'high', pattern: /(?<![A-Za-z0-9])A[KS]IA[0-9A-Z]{16}(?![0-9A-Z])/ },
  { name: 'Google API key', severity: 'high', pattern: /(?<![A-Za-z0-9_-])AIza[0-9A-Za-z_-]{35}/ },
  { name: 'Slack token', severity: 'high', pattern: /(?<![A-Za-z0-9-])xox[a-z]-[A-Za-z0-9-]{10}/ },
  { name: 'model provider key', severity: 'high', pattern: /(?<![A-Za-z0-9_-])sk-[A-Za-z0-9_-]{20}/ },
  { name: 'private key', severity: 'high', pattern: /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY/ },
  { name: 'JSON Web Token', severity: 'high', pattern: /(?<![\w-])eyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]{8}/ },
  // Our own token has no business in any service: it would hand this gateway's rights to a stranger.
  {
    name: 'AgentPort token',
    severity: 'critical',
    pattern: /(?<![A-Za-z0-9])ap_(?:agent|op|setup)_[a-z0-9]{4,40}_[\w-]{43}/,
  },
];

/** Finds keys and tokens of known form in the arguments, and says where, never what. */
export const secretFormats: Detector = {
  name: 'secret_formats',
  detect({ args }) {
    const findings: Finding[] = [];
    for (const { pointer, text } of stringsOf(args)) {
      for (const { name, severity, pattern } of FORMATS) {
        if (!pattern.test(text)) continue;
        const message = `This looks like a secret (${name}).`;
        findings.push({ detector: 'secret_formats', severity, path: pointer, message });
      }
    }
    return findings;
  },
};
