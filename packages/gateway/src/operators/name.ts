import { Fault } from '../kernel/fault.ts';

/** A person's name as others will see it: no control or formatting characters that could play tricks on a page. */
export function readName(text: string): string {
  const name = text.normalize('NFC').trim();
  if (name.length >= 1 && name.length <= 80 && !/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cn}]/u.test(name))
    return name;
  throw new Fault('invalid_request', 'Give a name of 1 to 80 visible characters.', {
    details: { path: '/name', expected: '1 to 80 visible characters' },
  });
}
