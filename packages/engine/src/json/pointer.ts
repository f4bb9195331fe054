/** JSON Pointer (RFC 6901) of a list of steps; '' is the whole document. */
export function jsonPointer(steps: readonly (string | number)[]): string {
  let pointer = '';
  for (const step of steps) {
    pointer += `/${typeof step === 'number' ? step : step.replaceAll('~', '~0').replaceAll('/', '~1')}`;
  }
  return pointer;
}
