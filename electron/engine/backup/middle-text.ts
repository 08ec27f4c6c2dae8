/** Characters of most keys, in the order that nearly every collation gives them. */
const CASELESS = '-0123456789abcdefghijklmnopqrstuvwxyz';
const BINARY = '-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz';

const SPACE = 0x20;
const SURROGATES = { first: 0xd800, last: 0xdfff };

/**
 * Texts that may lie between two others in a collation, as bytes of their charset: half way in the first character that
 * differs, at that character of the higher text, and half way in the character behind it. No collation is known here;
 * these are guesses that its index answers.
 */
export function middleText(low: Buffer, high: Buffer, charset: string, collation: string): Buffer[] {
  const { decode, encode } = CODECS[charset] ?? SINGLE_BYTES;
  const [from, to] = [decode(low), decode(high)];
  const binary = collation === 'binary' || collation.endsWith('_bin');
  const fold = binary ? (point: number) => point : lowerCase;
  let at = 0;
  while (at < from.length && at < to.length && fold(from[at] ?? 0) === fold(to[at] ?? 0)) at++;
  const prefix = from.slice(0, at);
  const [l, h] = [fold(from[at] ?? SPACE), fold(to[at] ?? SPACE)];
  const alphabet = binary ? BINARY : CASELESS;
  const last = alphabet.codePointAt(alphabet.length - 1) ?? SPACE;
  const next = fold(from[at + 1] ?? SPACE);
  return [
    [...prefix, middlePoint(l, h, alphabet)],
    [...prefix, h],
    [...prefix, from[at] ?? SPACE, middlePoint(next, Math.max(next, last), alphabet)],
  ].map(encode);
}

function middlePoint(low: number, high: number, alphabet: string): number {
  const points = Array.from(alphabet, (char) => char.codePointAt(0) ?? 0);
  const last = points.at(-1) ?? 0;
  if (low > last || high > last) {
    const middle = Math.ceil((Math.max(low, last) + high) / 2);
    return middle >= SURROGATES.first && middle <= SURROGATES.last ? SURROGATES.last + 1 : middle;
  }
  const rank = (point: number) => points.filter((one) => one <= point).length;
  return points[Math.ceil((rank(low) + rank(high)) / 2) - 1] ?? high;
}

function lowerCase(point: number): number {
  return String.fromCodePoint(point).toLowerCase().codePointAt(0) ?? point;
}

interface Codec {
  readonly decode: (bytes: Buffer) => number[];
  readonly encode: (points: readonly number[]) => Buffer;
}

/** Text without the middle byte order marks and other losses of a full decoder: what is not understood is a bad guess. */
const UTF8: Codec = {
  decode: (bytes) => Array.from(bytes.toString('utf8'), (char) => char.codePointAt(0) ?? 0),
  encode: (points) => Buffer.from(String.fromCodePoint(...points), 'utf8'),
};

const UTF16LE: Codec = {
  decode: (bytes) => Array.from(bytes.toString('utf16le'), (char) => char.codePointAt(0) ?? 0),
  encode: (points) => Buffer.from(String.fromCodePoint(...points), 'utf16le'),
};

const UTF16: Codec = {
  decode: (bytes) => UTF16LE.decode(Buffer.from(bytes.subarray(0, bytes.length & ~1)).swap16()),
  encode: (points) => UTF16LE.encode(points).swap16(),
};

const UTF32: Codec = {
  decode: (bytes) => Array.from({ length: bytes.length >> 2 }, (_, i) => bytes.readUInt32BE(4 * i)),
  encode: (points) =>
    Buffer.concat(
      points.map((point) => {
        const bytes = Buffer.alloc(4);
        bytes.writeUInt32BE(point);
        return bytes;
      }),
    ),
};

/** Also for gbk and its like, whose ASCII characters stand for themselves. */
const SINGLE_BYTES: Codec = {
  decode: (bytes) => [...bytes],
  encode: (points) => Buffer.from(points.map((point) => Math.min(point, 0xff))),
};

const CODECS: Readonly<Record<string, Codec>> = {
  utf8: UTF8,
  utf8mb3: UTF8,
  utf8mb4: UTF8,
  utf16: UTF16,
  ucs2: UTF16,
  utf16le: UTF16LE,
  utf32: UTF32,
};
