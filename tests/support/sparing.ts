import { fileURLToPath } from 'node:url';
import { loadCatalog } from '../../packages/gateway/src/catalog/index.ts';
import { systemRandom } from '../../packages/gateway/src/kernel/random.ts';
import { createPasswords } from '../../packages/gateway/src/operators/index.ts';
import type { Wrap } from '../../packages/gateway/src/ports.ts';

const OWN = fileURLToPath(new URL('../../integrations', import.meta.url));

let own: ReturnType<typeof loadCatalog> | undefined;

/**
 * What a gateway in a test process does with less of. A start of it would be four fifths stretching passwords and reading
 * manifests; both have tests of their own, and gateways that run as their own process do both in full.
 */
export const sparing: Wrap = {
  passwords: createPasswords(systemRandom, { ln: 4, r: 8, p: 1 }),
  loadCatalog(directory) {
    if (directory !== OWN) return loadCatalog(directory); // a test's own, which it may change
    own ??= loadCatalog(OWN);
    return own;
  },
};
