import { type Form, formsOf, type Reading } from './encodings.ts';

/** Replaces every form of one secret in a text. */
export type Replace = (text: string, mark: () => string) => string;

/** Prepares the search for one secret. The time it takes grows with the length of the text, whatever the text. */
export function replacer(secret: Uint8Array, reading: Reading): Replace {
  const forms = formsOf(secret, reading);
  const formsByStart = new Map<number, Form[]>();
  for (const form of forms) {
    for (const start of new Set(form.starts.split(''))) {
      const code = start.charCodeAt(0);
      formsByStart.set(code, [...(formsByStart.get(code) ?? []), form]);
    }
  }
  const isStart = new Uint8Array(65_536);
  for (const code of formsByStart.keys()) isStart[code] = 1;

  return (text, mark) => {
    let clean = '';
    let copied = 0;
    for (let at = 0; at < text.length; at += 1) {
      const code = text.charCodeAt(at);
      if (isStart[code] === 0) continue;
      const end = endOf(formsByStart.get(code) ?? [], text, at);
      if (end < 0) continue;
      clean += text.slice(copied, at) + mark();
      copied = end;
      at = end - 1;
    }
    return copied === 0 ? text : clean + text.slice(copied);
  };
}

function endOf(forms: readonly Form[], text: string, at: number): number {
  for (const form of forms) {
    const end = form.match(text, at);
    if (end >= 0) return end;
  }
  return -1;
}
