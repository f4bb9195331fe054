import { chmod, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** Where a token that a person gave by a code is kept, for one gateway and one profile. */
export interface TokenFile {
  readonly path: string;
  /** null when there is none, or none that can be used */
  read(): Promise<string | null>;
  /** @throws when it cannot be written for this user alone */
  write(kept: { readonly token: string; readonly agent: string }): Promise<void>;
}

const TOKEN = /^ap_agent_[\x21-\x7e]{20,200}$/;

/** `<config>/agents/<profile>@<host>.json`, readable by this user alone (0600, its folder 0700). */
export function tokenFile(configDir: string, origin: string, profile: string): TokenFile {
  const host = origin.replace(/^https?:\/\//, '').replaceAll(/[^a-z0-9.-]/gi, '_');
  const file = path.join(configDir, 'agents', `${profile}@${host}.json`);
  return {
    path: file,
    async read() {
      try {
        const kept = JSON.parse(await readFile(file, 'utf8')) as { url?: unknown; token?: unknown };
        // A file that was copied to another gateway's name must not send its token there.
        const own = kept.url === origin && typeof kept.token === 'string' && TOKEN.test(kept.token);
        return own ? (kept.token as string) : null;
      } catch {
        return null;
      }
    },
    async write({ token, agent }) {
      const folder = path.dirname(file);
      await mkdir(folder, { recursive: true, mode: 0o700 });
      await chmod(folder, 0o700);
      const draft = `${file}.${process.pid}`;
      try {
        // `wx`: a link that somebody laid there beforehand is not followed
        await rm(draft, { force: true });
        const text = `${JSON.stringify({ url: origin, agent, token }, null, 2)}\n`;
        await writeFile(draft, text, { mode: 0o600, flag: 'wx' });
        await rename(draft, file);
      } catch (error) {
        await rm(draft, { force: true });
        throw error;
      }
    },
  };
}
