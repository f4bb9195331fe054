export interface Report {
  readonly passed: readonly string[];
  readonly failed: readonly string[];
}

/** Reads the summary both suites print, without the scenarios that the suite itself calls not scored. */
export function readReport(output: string): Report {
  const lines = output.split('\n');
  const unscored = lines.flatMap((line) => /^ {2}[✓✗] (\S+) \(\w[\w-]*\)$/.exec(line)?.[1] ?? []);
  const rows = lines.flatMap((line) => {
    const match = /^([✓✗]) (\S+): \d+ passed, \d+ failed/.exec(line);
    return match?.[2] ? [{ name: match[2], ok: match[1] === '✓' }] : [];
  });
  const scored = rows.filter(({ name }) => !unscored.includes(name));
  const named = (ok: boolean) => scored.filter((row) => row.ok === ok).map((row) => row.name);
  return { passed: named(true), failed: named(false) };
}
