import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ECHO_ENCODINGS, encodeCredential } from '@agentport/sandbox';

/** What was let out, by where it was seen. */
export interface Canary {
  /** keeps what one place let out */
  saw(place: string, text: string): void;
  /** every place and spelling in which the credential was found; empty when it never got out */
  hits(): string[];
  /** the same for raw bytes on the disk */
  hitsInFiles(directory: string): string[];
  seen(): number;
}

/** Looks for one credential in everything, in every spelling a service might use. */
export function createCanary(credential: string): Canary {
  const spellings = ECHO_ENCODINGS.map(
    (encoding) => [encoding, encodeCredential(credential, encoding)] as const,
  );
  const found = new Set<string>();
  let seen = 0;
  return {
    saw(place, text) {
      seen += 1;
      // a backslash that was escaped once more is the same backslash; hex and percent are read in either case
      const looks = [text, text.replaceAll('\\\\', '\\'), safeDecode(text)].flatMap((look) => [
        look,
        look.toLowerCase(),
      ]);
      for (const [encoding, spelling] of spellings) {
        const hit = looks.some((look) => look.includes(spelling) || look.includes(spelling.toLowerCase()));
        if (hit) found.add(`${place}: ${encoding}`);
      }
    },
    hits: () => [...found].sort(),
    hitsInFiles(directory) {
      const hits: string[] = [];
      for (const entry of readdirSync(directory, { recursive: true, withFileTypes: true })) {
        if (!entry.isFile()) continue;
        const bytes = readFileSync(join(entry.parentPath, entry.name));
        for (const [encoding, spelling] of spellings) {
          if (bytes.includes(spelling)) hits.push(`${entry.name}: ${encoding}`);
        }
      }
      return hits;
    },
    seen: () => seen,
  };
}

function safeDecode(text: string): string {
  return text.replaceAll(/%([0-9a-f]{2})/gi, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
}
