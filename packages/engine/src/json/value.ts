/** A JSON value as our strict parser yields it: no duplicate keys, no lone surrogates, no unsafe integers. */
export type JsonValue = null | boolean | number | string | readonly JsonValue[] | JsonObject;

export interface JsonObject {
  readonly [key: string]: JsonValue;
}
