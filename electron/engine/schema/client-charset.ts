import { defect, fail } from '../engine-error.ts';
import type { Session } from '../mysql/connect.ts';

/** Charsets in which a byte below 0x80 can be the second half of a character, such as \ or ` in gbk. */
const ASCII_TRAILS = new Set(['gbk', 'gb18030', 'big5', 'sjis', 'cp932']);

/** True for the charsets whose text our sessions send as it is. */
export function isUtf8(charset: string): boolean {
  return ['utf8', 'utf8mb3', 'utf8mb4', 'binary'].includes(charset.toLowerCase());
}

/**
 * The bytes as a string of the same length in which every byte of a character outside ASCII is U+0080. Places of ASCII
 * characters are therefore places of bytes, whatever the charset.
 */
export function maskText(bytes: Buffer, charset: string): string {
  const masked = Buffer.from(bytes);
  const wide = ASCII_TRAILS.has(charset.toLowerCase());
  const halfWidth = charset === 'sjis' || charset === 'cp932';
  for (let at = 0; at < bytes.length; at++) {
    const lead = bytes[at] ?? 0;
    if (lead < 0x80) continue;
    masked[at] = 0x80;
    if (!wide || lead === 0x80 || lead === 0xff || (halfWidth && lead >= 0xa0 && lead < 0xe0)) continue;
    const second = bytes[at + 1] ?? 0;
    const length = charset === 'gb18030' && second >= 0x30 && second <= 0x39 ? 4 : 2;
    masked.fill(0x80, at + 1, Math.min(at + length, bytes.length));
    at += length - 1;
  }
  return masked.toString('latin1');
}

/** `text` in the server's charset `charset`; throws where a character does not exist in it. */
export async function encodeText(session: Session, text: string, charset: string): Promise<Buffer> {
  const utf8 = Buffer.from(text, 'utf8');
  if (isUtf8(charset) || !/[^\0-\x7f]/.test(text)) return utf8;
  if (!/^\w+$/.test(charset)) throw defect(`"${charset}" is not the name of a character set.`);
  const encoded = `CONVERT(CONVERT(0x${utf8.toString('hex')} USING utf8mb4) USING ${charset})`;
  const [row] = await session.query(`SELECT ${encoded} AS encoded, CONVERT(${encoded} USING utf8mb4) AS decoded`);
  if (!row?.encoded || !row.decoded?.equals(utf8))
    throw fail('charset-of-text', { text, charset }, { where: { shard: session.shard.name } });
  return row.encoded;
}
