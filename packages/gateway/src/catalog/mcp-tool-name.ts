import { sha256Hex } from '@agentport/engine';
import { OPERATION_NAME, RESERVED_OPERATIONS } from './manifest.ts';

const LENGTH_MAX = 41;

/**
 * The operation name of an upstream tool: `getUser`, `get-user` and `get.user` become `get_user`. The same name
 * always maps to the same operation. @returns null for names that are not plain ASCII (look-alikes, T77), that
 * leave nothing to name, or that would shadow one of the gateway's own tools
 */
export function operationName(tool: string): string | null {
  if (!/^[\x21-\x7e]{1,128}$/.test(tool)) return null;
  const snake = tool
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replaceAll(/([A-Z])([A-Z][a-z])/g, '$1_$2')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '_')
    .replaceAll(/^_+|_+$/g, '');
  if (snake === '') return null;
  const started = /^[a-z]./.test(snake) ? snake : `t_${snake}`;
  // A shortened name keeps a digest of the whole, so that two long names stay two operations.
  const name =
    started.length <= LENGTH_MAX
      ? started
      : `${started.slice(0, 32).replace(/_$/, '')}_${sha256Hex(tool).slice(0, 8)}`;
  return OPERATION_NAME.test(name) && !RESERVED_OPERATIONS.has(name) ? name : null;
}
