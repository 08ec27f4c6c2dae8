// AssemblyScript, compiled by test/setup/build-simd.mjs to encode-row.wasm. The twin of ../encode-row.ts, which is its
// oracle in tests and takes its place where the compiled file is missing. Positions are addresses in the memory that
// row-converter.ts gives; 16 bytes behind either region may be read or written.

const TAB: u8 = 9;
const NEWLINE: u8 = 10;
const BACKSLASH: u8 = 92;

/** Writes four numbers to `result`: input position, output position, rows, and why it stopped (0 input, 1 output, 2 special, 3 malformed). */
export function convert(
  input: usize,
  inputEnd: usize,
  output: usize,
  outputEnd: usize,
  fields: i32,
  largest: i32,
  result: usize,
): void {
  let at = input;
  let out = output;
  let rows = 0;
  let stop = 0;
  while (inputEnd - at >= 5) {
    const length = <i32>(load<u32>(at) & 0xffffff);
    const first = load<u8>(at + 4);
    if (length > largest || first == 0xff || (first == 0xfe && length < 9)) {
      stop = 2;
      break;
    }
    if (inputEnd - at < <usize>(4 + length)) break;
    if (outputEnd - out < <usize>(2 * length + 2 * fields + 64)) {
      stop = 1;
      break;
    }
    const end = encodeRow(at + 4, at + 4 + length, out, fields);
    if (end == 0) {
      stop = 3;
      break;
    }
    out = end;
    at += 4 + length;
    rows++;
  }
  store<u32>(result, <u32>at);
  store<u32>(result + 4, <u32>out);
  store<u32>(result + 8, rows);
  store<u32>(result + 12, stop);
}

/** Returns 0 for a row that its fields do not fill exactly. */
function encodeRow(from: usize, end: usize, output: usize, fields: i32): usize {
  let at = from;
  let out = output;
  for (let field = 0; field < fields; field++) {
    if (at >= end) return 0;
    let length = <usize>load<u8>(at++);
    if (length == 0xfb) {
      store<u16>(out, 0x4e5c); // \N
      out += 2;
    } else {
      if (length == 0xfc) {
        if (end - at < 2) return 0;
        length = load<u16>(at);
        at += 2;
      } else if (length == 0xfd) {
        if (end - at < 3) return 0;
        length = load<u32>(at) & 0xffffff;
        at += 3;
      } else if (length == 0xfe) {
        // More than a packet holds, but for a writer that spends more bytes than it needs.
        if (end - at < 8 || load<u64>(at) > <u64>(end - at)) return 0;
        length = <usize>load<u64>(at);
        at += 8;
      } else if (length == 0xff) return 0;
      if (length > end - at) return 0;
      out = escapeField(at, length, out);
      at += length;
    }
    store<u8>(out++, TAB);
  }
  store<u8>(out - 1, NEWLINE);
  return at == end ? out : 0;
}

/** Copies 16 bytes at a time; where one of them needs a backslash, copies up to it and goes on behind it. */
function escapeField(start: usize, length: usize, output: usize): usize {
  const backslash = i8x16.splat(92);
  const newline = i8x16.splat(10);
  const tab = i8x16.splat(9);
  const zero = i8x16.splat(0);
  let from = start;
  let left = length;
  let out = output;
  while (left > 0) {
    const bytes = v128.load(from);
    const special = v128.or(
      v128.or(i8x16.eq(bytes, backslash), i8x16.eq(bytes, newline)),
      v128.or(i8x16.eq(bytes, tab), i8x16.eq(bytes, zero)),
    );
    let mask = i8x16.bitmask(special);
    if (left < 16) mask &= (1 << <i32>left) - 1;
    v128.store(out, bytes);
    if (mask == 0) {
      const step: usize = left < 16 ? left : 16;
      out += step;
      from += step;
      left -= step;
      continue;
    }
    const plain = <usize>ctz(mask);
    const value = load<u8>(from + plain);
    out += plain;
    store<u8>(out, BACKSLASH);
    store<u8>(out + 1, value == 0 ? 0x30 : value == NEWLINE ? 0x6e : value == TAB ? 0x74 : BACKSLASH);
    out += 2;
    from += plain + 1;
    left -= plain + 1;
  }
  return out;
}
