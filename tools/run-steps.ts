import { spawn } from 'node:child_process';
import path from 'node:path';
import { inPool } from './pool.ts';

/** A part of the check that is no test: it passes when its command ends with 0. */
export interface Step {
  readonly name: string;
  /** script of an installed tool or of this repository, run by this Node */
  readonly script: string;
  readonly args: readonly string[];
}

export interface StepResult {
  readonly name: string;
  readonly ok: boolean;
  readonly ms: number;
  readonly output: string;
}

const ROOT = path.join(import.meta.dirname, '..');
const STEP_LIMIT_MS = 180_000;

/** Runs all steps, also after a failure, so that one run tells everything. */
export function runSteps(
  steps: readonly Step[],
  concurrency: number,
  onResult: (result: StepResult) => void,
): Promise<StepResult[]> {
  return inPool(steps, concurrency, async (step) => {
    const result = await runStep(step);
    onResult(result);
    return result;
  });
}

function runStep({ name, script, args }: Step): Promise<StepResult> {
  const started = performance.now();
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [script, ...args], {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: STEP_LIMIT_MS,
    });
    let output = '';
    const keep = (chunk: Buffer) => {
      output += chunk.toString('utf8');
    };
    const end = (ok: boolean) => resolve({ name, ok, ms: Math.round(performance.now() - started), output });
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.once('error', (error) => {
      output += error.message;
      end(false);
    });
    child.once('close', (code) => end(code === 0));
  });
}
