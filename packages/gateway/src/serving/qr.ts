/**
 * A QR code (ISO/IEC 18004) for one short address, to be drawn in a terminal: byte mode, level L, mask 0, versions 1 to 5.
 * These have one block of error correction and no version field, which is all that an address needs.
 */
const SIZES = [
  { data: 19, correction: 7 },
  { data: 34, correction: 10 },
  { data: 55, correction: 15 },
  { data: 80, correction: 20 },
  { data: 108, correction: 26 },
] as const;

/** Level L and mask 0, with their error correction (ISO/IEC 18004, annex C). */
const FORMAT = 0b111011111000100;
/** black-on-light, two rows a line */
const BLOCKS = ['█', '▀', '▄', ' '] as const;
const QUIET = 2;

/** Lines of text, light where the code is light; null when the address is too long. */
export function drawQr(address: string): string[] | null {
  const dark = qrModules(address);
  if (dark === null) return null;
  const at = (x: number, y: number) => dark[y]?.[x] === true;
  const lines: string[] = [];
  for (let y = -QUIET; y < dark.length + QUIET; y += 2) {
    let line = '';
    for (let x = -QUIET; x < dark.length + QUIET; x++)
      line += BLOCKS[(at(x, y) ? 2 : 0) + (at(x, y + 1) ? 1 : 0)] ?? '';
    lines.push(line);
  }
  return lines;
}

/** Rows of squares, true for dark; null when the text does not fit. */
export function qrModules(text: string): boolean[][] | null {
  const bytes = Buffer.from(text, 'utf8');
  const version = SIZES.findIndex(({ data }) => bytes.length + 2 <= data) + 1;
  const size = SIZES[version - 1];
  if (!size) return null;
  const words = codewords(bytes, size.data);
  const bits = [...words, ...correction(words, size.correction)].flatMap((word) =>
    Array.from({ length: 8 }, (_, bit) => ((word >> (7 - bit)) & 1) === 1),
  );
  const { dark, isFixed } = patterns(version);
  let next = 0;
  for (const [x, y] of path(dark.length)) {
    if (isFixed(x, y)) continue;
    const row = dark[y];
    if (row) row[x] = (bits[next++] ?? false) !== ((x + y) % 2 === 0);
  }
  return dark;
}

/** Mode and length in front, then fillers to the size. */
function codewords(bytes: Buffer, length: number): number[] {
  // a nibble for the mode shifts everything by half a byte
  const hex = `4${bytes.length.toString(16).padStart(2, '0')}${bytes.toString('hex')}0`;
  const words = [...Buffer.from(hex, 'hex')];
  for (let filler = 0xec; words.length < length; filler ^= 0xec ^ 0x11) words.push(filler);
  return words;
}

/** Reed-Solomon over GF(256) with 0x11d. */
function correction(words: readonly number[], count: number): number[] {
  const times = (a: number, b: number): number => {
    let product = 0;
    for (let bit = 7; bit >= 0; bit--) {
      product = (product << 1) ^ ((product >> 7) * 0x11d);
      product ^= ((b >> bit) & 1) * a;
    }
    return product;
  };
  let generator = [1];
  for (let power = 0, root = 1; power < count; power++, root = times(root, 2)) {
    const shifted = [...generator, 0];
    generator = shifted.map((term, at) => term ^ times(generator[at - 1] ?? 0, root));
  }
  const rest = Array.from({ length: count }, () => 0);
  for (const word of words) {
    const factor = word ^ (rest.shift() ?? 0);
    rest.push(0);
    for (let at = 0; at < count; at++) rest[at] = (rest[at] ?? 0) ^ times(generator[at + 1] ?? 0, factor);
  }
  return rest;
}

/** Finders, timing, alignment and format, and which squares they take. */
function patterns(version: number) {
  const side = 17 + 4 * version;
  const dark = Array.from({ length: side }, () => Array.from({ length: side }, () => false));
  const fixed = new Set<number>();
  const set = (x: number, y: number, on: boolean) => {
    const row = dark[y];
    if (!row || x < 0 || x >= side) return;
    row[x] = on;
    fixed.add(y * side + x);
  };
  for (let at = 0; at < side; at++) {
    set(6, at, at % 2 === 0);
    set(at, 6, at % 2 === 0);
  }
  const rings = (cx: number, cy: number, reach: number, isDark: (ring: number) => boolean) => {
    for (let y = -reach; y <= reach; y++)
      for (let x = -reach; x <= reach; x++) set(cx + x, cy + y, isDark(Math.max(Math.abs(x), Math.abs(y))));
  };
  for (const [cx, cy] of [
    [3, 3],
    [side - 4, 3],
    [3, side - 4],
  ] as const)
    rings(cx, cy, 4, (ring) => ring !== 2 && ring !== 4);
  if (version > 1) rings(side - 7, side - 7, 2, (ring) => ring !== 1);
  for (let bit = 0; bit < 15; bit++) {
    const on = ((FORMAT >> bit) & 1) === 1;
    const near = bit < 6 ? bit : bit + 1;
    if (bit < 8) set(8, near, on);
    else set(bit === 8 ? 7 : 14 - bit, 8, on);
    if (bit < 8) set(side - 1 - bit, 8, on);
    else set(8, side - 15 + bit, on);
  }
  set(8, side - 8, true);
  return { dark, isFixed: (x: number, y: number) => fixed.has(y * side + x) };
}

/** Squares in the order in which bits are laid: columns in pairs from the right, up and down, the timing column left out. */
function* path(side: number): Generator<readonly [number, number]> {
  let up = true;
  for (let right = side - 1; right > 0; right -= 2) {
    if (right === 6) right = 5;
    for (let step = 0; step < side; step++) {
      const y = up ? side - 1 - step : step;
      yield [right, y];
      yield [right - 1, y];
    }
    up = !up;
  }
}
