import { Fault } from '../kernel/fault.ts';

const UNUSABLE: ReadonlySet<unknown> = new Set([
  'EACCES',
  'EDQUOT',
  'EEXIST',
  'EFBIG',
  'EIO',
  'EISDIR',
  'EMFILE',
  'ENOENT',
  'ENOSPC',
  'ENOTDIR',
  'EPERM',
  'EROFS',
]);

/** Gives an error of the file system its stable code and says which path it is about; any other error stays as it is. */
export function fileFault(error: unknown, path: string): unknown {
  if (!(error instanceof Error) || !('code' in error) || !UNUSABLE.has(error.code)) return error;
  return new Fault(
    'storage_unavailable',
    `${path} cannot be used (${error.code}). Check that it exists, that its disk is neither full nor read-only, ` +
      'and that it belongs to the account AgentPort runs as.',
    { cause: error },
  );
}
