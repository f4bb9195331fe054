import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Fault } from '../kernel/fault.ts';
import { parseConfigFile } from './parse.ts';

/**
 * The certificate that agentport.yaml names, needed before anything listens; paths in it are relative to the file. A file
 * that cannot be read says nothing here: loading it says what is wrong with it.
 */
export function tlsFilesOf(file: string): { readonly cert: string; readonly key: string } | null {
  try {
    const { tls } = parseConfigFile(readFileSync(file, 'utf8'), path.basename(file)).content;
    if (!tls) return null;
    const folder = path.dirname(file);
    return { cert: path.resolve(folder, tls.cert), key: path.resolve(folder, tls.key) };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (error instanceof Fault || code === 'ENOENT' || code === 'EACCES' || code === 'EISDIR') return null;
    throw error;
  }
}
