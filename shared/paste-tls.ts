import type { TlsOptions } from './cluster.ts';

export type TlsMode = TlsOptions['mode'];

/** What drivers and clients call the ways to encrypt. */
const MODES: Readonly<Record<string, TlsMode>> = {
  disabled: 'off',
  disable: 'off',
  none: 'off',
  false: 'off',
  '0': 'off',
  preferred: 'preferred',
  prefer: 'preferred',
  required: 'required',
  require: 'required',
  trust: 'required',
  true: 'required',
  '1': 'required',
  // Stricter than asked for: without the authority at hand the system's are asked.
  verifyca: 'verify',
  verifyidentity: 'verify',
  verifyfull: 'verify',
};

/** How to encrypt, as settings of drivers say it, by keys in lower case; undefined for nothing, null for what is not understood. */
export function readTls(said: ReadonlyMap<string, string>): TlsMode | undefined | null {
  const named = ['sslmode', 'ssl-mode', 'ssl_mode', 'tls'].map((key) => said.get(key)).find((one) => one !== undefined);
  if (named !== undefined) return MODES[named.toLowerCase().replace(/[_\s-]/g, '')] ?? null;
  if (said.get('verifyservercertificate')?.toLowerCase() === 'true') return 'verify';
  const use = said.get('requiressl') ?? said.get('usessl') ?? said.get('ssl');
  return use === undefined ? undefined : (MODES[use.toLowerCase()] ?? null);
}
