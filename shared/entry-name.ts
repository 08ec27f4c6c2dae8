/** What Windows takes for a device wherever it stands and whatever stands behind its dot: unzip would write into it. */
const DEVICE = /^(con|prn|aux|nul|com[0-9]|lpt[0-9])$/i;

/**
 * Percent-encodes a name for use as one path element: every UTF-8 byte outside [A-Za-z0-9_-] becomes %XX, and so does the
 * first letter of a name that is a device's.
 */
export function encodeName(name: string): string {
  const encoded = encodeURIComponent(name).replace(/[.!~*'()]/g, percent);
  return DEVICE.test(encoded) ? `${percent(encoded.slice(0, 1))}${encoded.slice(1)}` : encoded;
}

function percent(letter: string): string {
  return `%${letter.charCodeAt(0).toString(16).toUpperCase()}`;
}

/** The name that `encodeName` was given. */
export function decodeName(encoded: string): string {
  return decodeURIComponent(encoded);
}
