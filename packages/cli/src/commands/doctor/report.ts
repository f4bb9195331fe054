export interface Finding {
  readonly level: 'ok' | 'warn' | 'error';
  readonly what: string;
  /** what to do about it */
  readonly fix: string | null;
}

const PICTURE = /^[█▀▄ ]{20,}$/;

/** The public address as a code to be scanned, where the gateway drew one. */
export function pictureIn(report: string): string[] {
  return report.split('\n').filter((line) => PICTURE.test(line));
}

/** The gateway writes `[level] what`, and under it, indented, what to do. */
export function findingsIn(report: string): Finding[] {
  const findings: Finding[] = [];
  for (const line of report.split('\n')) {
    const head = /^\[(ok|warn|error)\] +(.+)$/.exec(line);
    const last = findings.at(-1);
    if (head?.[1] && head[2]) {
      findings.push({ level: head[1] as Finding['level'], what: head[2], fix: null });
    } else if (last !== undefined && line.trim() !== '' && !PICTURE.test(line)) {
      findings.splice(-1, 1, { ...last, fix: line.trim() });
    }
  }
  return findings;
}
