/** Ms the gateway's clock is ahead of this page's monotonic one; null before the first answer. */
let offset: number | null = null;

/** An exact time of the gateway, ms UTC, just received. */
export function observeTime(serverMs: number): void {
  offset = serverMs - performance.now();
}

/** The `Date` header of an answer: whole seconds, so it only corrects what cannot be right. */
export function observeDateHeader(value: string | null): void {
  const second = value === null ? Number.NaN : Date.parse(value);
  if (Number.isNaN(second)) return;
  const estimate = serverNow();
  if (offset === null || estimate < second - 1_000 || estimate > second + 2_500) observeTime(second + 500);
}

/** The gateway's time, ms UTC, without trusting the clock of this device: it counts on between answers. */
export function serverNow(): number {
  return offset === null ? Date.now() : offset + performance.now();
}
