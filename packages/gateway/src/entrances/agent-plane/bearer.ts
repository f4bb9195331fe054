/** The credential of an `Authorization: Bearer …` header (RFC 6750 §2.1), null without one. No other place is looked at. */
export function bearerOf(authorization: string | undefined): string | null {
  const match = /^bearer +([^\s,]+) *$/i.exec(authorization ?? '');
  return match?.[1] ?? null;
}
