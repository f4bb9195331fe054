/** A red picture of one pixel. */
export const PNG =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg==';

/** A silence of no samples: 44 bytes of WAV header. */
export const WAV = Buffer.concat([
  Buffer.from('RIFF\x24\x00\x00\x00WAVEfmt \x10\x00\x00\x00\x01\x00\x01\x00', 'latin1'),
  Buffer.from([0x40, 0x1f, 0, 0, 0x80, 0x3e, 0, 0, 2, 0, 16, 0]),
  Buffer.from('data\x00\x00\x00\x00', 'latin1'),
]).toString('base64');

export function text(value: string) {
  return { type: 'text' as const, text: value };
}

export function saying(value: string) {
  return { content: [text(value)] };
}
