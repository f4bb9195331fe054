/** One thing that was looked at. */
export interface Finding {
  readonly level: 'ok' | 'warn' | 'error';
  readonly what: string;
  /** what to do, for a finding that is not ok */
  readonly fix?: string;
}

const MARK = { ok: '[ok]   ', warn: '[warn] ', error: '[error]' } as const;

/** @returns whether nothing is wrong */
export function report(findings: readonly Finding[], print: (line: string) => void): boolean {
  for (const { level, what, fix } of findings) {
    print(`${MARK[level]} ${what}`);
    if (fix) print(`        ${fix}`);
  }
  return findings.every(({ level }) => level !== 'error');
}
