import { defect, fail } from '../engine-error.ts';
import type { Session } from '../mysql/connect.ts';

/**
 * Charsets in which a byte below 0x80 can be the second half of a character, such as \ or ` in gbk: which bytes begin a
 * character of two, and which may follow. The same as in the servers, which take a byte that begins nothing for itself.
 */
const ASCII_TRAILS: Readonly<Record<string, { readonly lead: RegExp; readonly trail: RegExp }>> = {
  gbk: { lead: /[\x81-\xfe]/, trail: /[\x40-\x7e\x80-\xfe]/ },
  gb18030: { lead: /[\x81-\xfe]/, trail: /[\x40-\x7e\x80-\xfe]/ },
  big5: { lead: /[\xa1-\xf9]/, trail: /[\x40-\x7e\xa1-\xfe]/ },
  sjis: { lead: /[\x81-\x9f\xe0-\xfc]/, trail: /[\x40-\x7e\x80-\xfc]/ },
  cp932: { lead: /[\x81-\x9f\xe0-\xfc]/, trail: /[\x40-\x7e\x80-\xfc]/ },
};
/** gb18030 has characters of four bytes, too. */
const FOUR_BYTES = /^[\x81-\xfe][0-9][\x81-\xfe][0-9]$/;

/** Bytes outside ASCII that servers take for a blank, by charset; the same on both flavours. */
const BLANKS: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    ['dec8', 'latin1', 'latin2', 'hebrew', 'greek', 'cp1250', 'latin5', 'armscii8', 'latin7', 'geostd8'].map((name) => [
      name,
      '\xa0',
    ]),
  ),
  cp866: '\xff',
  keybcs2: '\xff',
  cp852: '\xff',
};
/** Those that are control characters to them, of which one behind -- begins a comment. */
const CONTROLS: Readonly<Record<string, RegExp>> = {
  cp850: /\xff/,
  hp8: /[\x80-\xa0\xb1\xb2\xf2-\xf5\xff]/,
  hebrew: /[\xfd\xfe]/,
  cp1250: /[\x80\x81\x83\x88\x90\x98]/,
  macroman: /[\x80\xcb\xe5]/,
  latin7: /[\x81\x83\x88\x8a\x8c\x90\x98\x9a\x9c\x9f\xa1\xa5]/,
};
/** Where DEL is none. */
const DEL_IS_PLAIN = new Set(['latin2', 'cp866', 'keybcs2', 'macce', 'macroman', 'cp852', 'cp1251', 'cp1257']);

/** A name in quotes, or what stands between an account's two; to split by. */
const QUOTED_NAME = /(`(?:[^`]|``)*`|@)/;

/** True for the charsets whose text our sessions send as it is. */
export function isUtf8(charset: string): boolean {
  return ['utf8', 'utf8mb3', 'utf8mb4', 'binary'].includes(charset.toLowerCase());
}

/** True for the charsets in which a byte of ASCII may be the second half of a character. */
export function hasAsciiTrails(charset: string): boolean {
  return Object.hasOwn(ASCII_TRAILS, charset.toLowerCase());
}

/** True for text of which every byte means in the charset what it means in ASCII: in swe7 some are Swedish letters. */
export function isWholeAscii(text: string, charset: string): boolean {
  return (charset.toLowerCase() === 'swe7' ? /^[\0-?A-Z_a-z]*$/ : /^[\0-\x7f]*$/).test(text);
}

/**
 * The bytes as a string of the same length in which every byte of a character outside ASCII is U+0080, or a blank or control
 * character where servers take it for one. Places of ASCII characters are therefore places of bytes, whatever the charset.
 */
export function maskText(bytes: Buffer, charset: string): string {
  const masked = Buffer.from(bytes);
  const name = charset.toLowerCase();
  const wide = ASCII_TRAILS[name];
  const [blank, controls] = [BLANKS[name], CONTROLS[name]];
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] ?? 0;
    if (byte < 0x7f || (byte === 0x7f && !DEL_IS_PLAIN.has(name))) continue;
    const char = String.fromCharCode(byte);
    masked[at] = char === blank ? 0x20 : controls?.test(char) ? 0x01 : 0x80;
    if (!wide) continue;
    const here = bytes.toString('latin1', at, at + 4);
    const four = name === 'gb18030' && FOUR_BYTES.test(here);
    const two = wide.lead.test(here.charAt(0)) && wide.trail.test(here.charAt(1));
    const length = four ? 4 : two ? 2 : 1;
    masked.fill(0x80, at, at + length);
    at += length - 1;
  }
  return masked.toString('latin1');
}

/**
 * SQL or a name in the server's charset `charset`; throws where a character does not exist in it. Marks are the same bytes in
 * all charsets, also where they are letters too: in swe7 what quotes a name is an é within it, and stands there twice.
 */
export async function encodeText(session: Session, text: string, charset: string): Promise<Buffer> {
  const isSwedish = charset.toLowerCase() === 'swe7';
  if (isUtf8(charset) || (!isSwedish && isWholeAscii(text, charset))) return Buffer.from(text, 'utf8');
  if (!/^\w+$/.test(charset)) throw defect(`"${charset}" is not the name of a character set.`);
  if (!isSwedish) return encodeLetters(session, text, charset);
  const pieces: Buffer[] = [];
  for (const piece of text.split(QUOTED_NAME)) {
    const isName = piece.startsWith('`');
    const letters = isName ? piece.slice(1, -1).replaceAll('``', '`') : piece;
    const isPlain = piece === '@' || isWholeAscii(letters, charset);
    const encoded = isPlain ? Buffer.from(letters) : await encodeLetters(session, letters, charset);
    const doubled = encoded.toString('latin1').replaceAll('`', '``');
    pieces.push(isName ? Buffer.from(`\`${doubled}\``, 'latin1') : encoded);
  }
  return Buffer.concat(pieces);
}

async function encodeLetters(session: Session, text: string, charset: string): Promise<Buffer> {
  const utf8 = Buffer.from(text, 'utf8');
  const encoded = `CONVERT(CONVERT(0x${utf8.toString('hex')} USING utf8mb4) USING ${charset})`;
  const [row] = await session.query(`SELECT ${encoded} AS encoded, CONVERT(${encoded} USING utf8mb4) AS decoded`);
  if (!row?.encoded || !row.decoded?.equals(utf8))
    throw fail('charset-of-text', { text, charset }, { where: { shard: session.shard.name } });
  return row.encoded;
}
