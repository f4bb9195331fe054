export interface Finding {
  readonly level: 'ok' | 'warn' | 'error';
  readonly what: string;
  /** what to do about it */
  readonly fix: string | null;
}

/** The gateway writes `[level] what`, and under it, indented, what to do. */
export function findingsIn(report: string): Finding[] {
  const findings: Finding[] = [];
  for (const line of report.split('\n')) {
    const head = /^\[(ok|warn|error)\] +(.+)$/.exec(line);
    const last = findings.at(-1);
    if (head?.[1] && head[2]) {
      findings.push({ level: head[1] as Finding['level'], what: head[2], fix: null });
    } else if (last !== undefined && line.trim() !== '') {
      findings.splice(-1, 1, { ...last, fix: line.trim() });
    }
  }
  return findings;
}
