import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { isIP } from 'node:net';
import type { Config } from '../config.ts';
import type { Clock } from '../kernel/clock.ts';
import { Fault } from '../kernel/fault.ts';
import { fileFault } from '../storage/index.ts';

/** Certificate with its chain and key, PEM. */
export interface TlsPair {
  readonly cert: string;
  readonly key: string;
}

/** Eyes on the files of a certificate. */
export interface TlsWatch {
  /** looks now, as whoever renewed them may ask */
  look(): void;
  stop(): void;
}

/** ms between looks at the files */
const LOOK_EVERY_MS = 60_000;

/**
 * Reads certificate and key and makes sure that browsers will take them: they belong together, count now, and carry the
 * name people open.
 * @param publicUrl null when none is set: then the name is not checked
 * @throws {Fault} config_invalid that says which of these fails and what to do
 */
export function readTls(files: NonNullable<Config['tls']>, publicUrl: string | null, now: number): TlsPair {
  const cert = read(files.cert);
  const key = read(files.key);
  const leaf = parsed(files.cert, 'a certificate in PEM form', () => new X509Certificate(cert));
  const own = parsed(files.key, 'a private key in PEM form, without a passphrase', () =>
    createPrivateKey(key),
  );
  if (!leaf.checkPrivateKey(own)) {
    throw invalid(
      `The key in ${files.key} does not belong to the certificate in ${files.cert}. Name the pair that was made together.`,
    );
  }
  if (Date.parse(leaf.validTo) <= now) {
    throw invalid(`The certificate in ${files.cert} ran out on ${leaf.validTo}. Renew it.`);
  }
  if (Date.parse(leaf.validFrom) > now) {
    throw invalid(
      `The certificate in ${files.cert} counts only from ${leaf.validFrom}. Check this machine's clock.`,
    );
  }
  const name = publicUrl && new URL(publicUrl).hostname;
  if (name && !isFor(leaf, name)) {
    throw invalid(`The certificate in ${files.cert} is not for ${name}, which AGENTPORT_PUBLIC_URL names.`);
  }
  return { cert, key };
}

/**
 * Looks once a minute whether the files were renewed, and hands a good new pair over. A bad one is reported, and the
 * gateway goes on with the one it has: one file may be written before the other, so the next look tries again.
 */
export function watchTls(
  files: NonNullable<Config['tls']>,
  publicUrl: string | null,
  options: { clock: Clock; renewed: (pair: TlsPair) => void; refused: (error: Fault) => void },
): TlsWatch {
  let seen = stamp(files);
  let cancel = options.clock.after(LOOK_EVERY_MS, look);
  function look(): void {
    cancel();
    cancel = options.clock.after(LOOK_EVERY_MS, look);
    const now = stamp(files);
    if (now === seen) return;
    seen = now;
    try {
      options.renewed(readTls(files, publicUrl, options.clock.now()));
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      options.refused(error);
    }
  }
  return { look, stop: () => cancel() };
}

function isFor(leaf: X509Certificate, hostname: string): boolean {
  const name = hostname.replace(/^\[|\]$/g, '');
  return (isIP(name) === 0 ? leaf.checkHost(name) : leaf.checkIP(name)) !== undefined;
}

function stamp(files: NonNullable<Config['tls']>): string {
  return [files.cert, files.key]
    .map((file) => {
      const found = statSync(file, { throwIfNoEntry: false });
      return found ? `${found.mtimeMs} ${found.size} ${found.ino}` : 'none';
    })
    .join(' / ');
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw fileFault(error, file);
  }
}

function parsed<T>(file: string, expected: string, parse: () => T): T {
  try {
    return parse();
  } catch (cause) {
    throw new Fault('config_invalid', `${file} is not ${expected}.`, { cause });
  }
}

function invalid(message: string): Fault {
  return new Fault('config_invalid', message);
}
