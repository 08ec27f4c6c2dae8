/** Names that Node has for the servers' character sets where they differ. */
const LABELS: Readonly<Record<string, string>> = {
  latin1: 'windows-1252',
  ascii: 'windows-1252',
  latin2: 'iso-8859-2',
  latin5: 'windows-1254',
  latin7: 'iso-8859-13',
  greek: 'iso-8859-7',
  hebrew: 'iso-8859-8',
  tis620: 'windows-874',
  cp1250: 'windows-1250',
  cp1251: 'windows-1251',
  cp1256: 'windows-1256',
  cp1257: 'windows-1257',
  cp866: 'ibm866',
  koi8r: 'koi8-r',
  koi8u: 'koi8-u',
  gb2312: 'gbk',
  gbk: 'gbk',
  gb18030: 'gb18030',
  big5: 'big5',
  sjis: 'shift_jis',
  cp932: 'shift_jis',
  ujis: 'euc-jp',
  eucjpms: 'euc-jp',
  euckr: 'euc-kr',
};

/** Turns a name in a statement, written in the client's character set, into text. */
export function charsetDecoder(charset: string): (bytes: Buffer) => string {
  const label = LABELS[charset];
  if (label === undefined) return (bytes) => bytes.toString('utf8');
  const decoder = new TextDecoder(label);
  return (bytes) => decoder.decode(bytes);
}
