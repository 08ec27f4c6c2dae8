/** Percent-encodes a name for use as one path element: every UTF-8 byte outside [A-Za-z0-9_-] becomes %XX. */
export function encodeName(name: string): string {
  return encodeURIComponent(name).replace(/[.!~*'()]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** The name that `encodeName` was given. */
export function decodeName(encoded: string): string {
  return decodeURIComponent(encoded);
}
