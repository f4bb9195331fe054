import { readFile } from 'node:fs/promises';
import { checkProof } from '../audit/index.ts';
import { Fault } from '../kernel/fault.ts';

/** A proof is one entry and some hashes. */
const PROOF_BYTES_MAX = 1024 * 1024;

/**
 * Checks a proof with the log's public key and nothing else; prints the result as one line of JSON.
 * @returns 0 when it holds, 1 when not
 */
export async function checkProofFile(
  file: string,
  verifier: string,
  print: (line: string) => void,
): Promise<number> {
  const text = await readFile(file, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    throw new Fault('not_found', `The proof cannot be read (${cause.code}). Name the file that holds it.`, {
      cause,
    });
  });
  const result = checkProof(text.slice(0, PROOF_BYTES_MAX), verifier.trim());
  print(JSON.stringify(result));
  return result.ok ? 0 : 1;
}
