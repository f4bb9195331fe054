import type { VaultStatusWire } from '@agentport/contract';
import { fields, type Line, styled, time } from '../../output/lines.ts';

const SOURCES: Readonly<Record<VaultStatusWire['source'], string>> = {
  file: 'a key file',
  passphrase: 'a key file, sealed by a passphrase',
  environment: 'AGENTPORT_ROOT_KEY',
};

export function keysPage({ source, root, keys, waiting }: VaultStatusWire): Line[] {
  return [
    ...fields([
      ['Root key', `${root}, from ${SOURCES[source]}`],
      ['Waiting', waiting === 0 ? 'nothing' : styled('yellow', `${waiting} values to seal anew`)],
    ]),
    ...keys.map((key): Line => {
      const text = `${key.purpose.padEnd(11)} v${String(key.version).padEnd(4)} ${time(key.created_at)}  ${key.values} values`;
      return key.newest ? text : styledLine(text);
    }),
  ];
}

function styledLine(text: string): Line {
  return [styled('dim', `${text}  (old)`)];
}
