import { readFileSync } from 'node:fs';
import tailwind from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import type { InlineConfig, Plugin } from 'vite';

/** The gateway puts the nonce of each answer in its place. */
const NONCE = '__NONCE__';

/** Everything is a file of its own: the content security policy allows nothing inline and no data: scripts. */
export const CONFIG: InlineConfig = {
  root: import.meta.dirname,
  configFile: false,
  plugins: [react(), tailwind({ optimize: false }), themeFirst(), pushWorker()],
  html: { cspNonce: NONCE },
  build: {
    target: ['chrome123', 'firefox120', 'safari17.5'],
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
};

/** A worker has a name of its own at the root: its place says which pages it may speak for. */
function pushWorker(): Plugin {
  return {
    name: 'push-worker',
    apply: 'build',
    buildStart() {
      const source = readFileSync(`${import.meta.dirname}/src/push-worker.js`, 'utf8');
      this.emitFile({ type: 'asset', fileName: 'push-worker.js', source });
    },
  };
}

/** Adds `src/theme.js` to the head as a classic script: a module would run after the first paint. */
function themeFirst(): Plugin {
  let reference = '';
  return {
    name: 'theme-first',
    apply: 'build',
    buildStart() {
      const source = readFileSync(`${import.meta.dirname}/src/theme.js`, 'utf8');
      reference = this.emitFile({ type: 'asset', name: 'theme.js', source });
    },
    transformIndexHtml: {
      order: 'post',
      handler(_html, { bundle }) {
        const file = Object.values(bundle ?? {}).find((item) => item.fileName.includes('theme-'));
        if (!file || reference === '') throw new Error('The theme script is missing from the build.');
        const attrs = { src: `/${file.fileName}`, nonce: NONCE };
        return [{ tag: 'script', attrs, injectTo: 'head-prepend' }];
      },
    },
  };
}
