import { utf8Encode } from '../json/utf8.ts';
import type { JsonObject } from '../json/value.ts';
import { valueAt } from '../json/value-at.ts';
import { makeScrubber } from '../redaction/scrub.ts';
import type { SecretMark } from './model.ts';

/** Secrets longer than this are not searched for; any text long enough to hold one is masked whole instead. */
const SEARCHED_CHARACTERS = 1_000;
const MASK = '[redacted secret]';

/**
 * Takes the arguments marked as secret out of every other text on the page: the URL they are also part of, and
 * the agent's own words. A secret under 8 bytes stays where it is not marked: it would blank out innocent text.
 */
export function maskOf(
  args: JsonObject,
  secrets: Readonly<Record<string, SecretMark>>,
): (text: string) => string {
  const values = Object.keys(secrets).map((pointer) => valueAt(args, pointer));
  const texts = values.filter((value) => typeof value === 'string');
  const searched = texts
    .filter((text) => text.length <= SEARCHED_CHARACTERS)
    .map((text) => ({ label: 'secret', bytes: utf8Encode(text) }))
    .filter(({ bytes }) => bytes.length >= 8);
  const unsearched = texts.some((text) => text.length > SEARCHED_CHARACTERS);
  if (searched.length === 0 && !unsearched) return (text) => text;
  const scrubber = makeScrubber(searched);
  return (text) => (unsearched && text.length > SEARCHED_CHARACTERS ? MASK : scrubber.text(text));
}
