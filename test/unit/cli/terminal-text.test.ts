import { describe, expect, test } from 'vitest';
import { renderBackup } from '../../../electron/cli/render-backup.ts';
import { inOneLine, jsonText, printableLines } from '../../../electron/cli/terminal-text.ts';
import { sampleManifest, sampleShard } from '../../support/sample-set.ts';

const HOSTILE = '\u001b]0;pwned\u0007\u001b[2Jt\u009b1m\u202e\nRestored and proven equal';
const STEERING = /[\p{Cc}\u202e]/u;

describe('names from a server', () => {
  test('cannot steer the terminal, nor look like a line of ours', () => {
    const exceptions = [{ shard: 's0', schema: 'shop', object: HOSTILE, kind: 'table' as const, reason: 'x' }];
    const text = renderBackup(
      '/x',
      sampleManifest([sampleShard('s0')], { state: 'complete-with-exceptions', exceptions }),
    );
    expect(text.replaceAll('\n', '')).not.toMatch(STEERING);
    expect(text).not.toMatch(/^Restored and proven equal/m);
    expect(text).toContain('Restored and proven equal');
  });

  test('stay what they are in JSON, where nothing steers either', () => {
    const text = jsonText({ name: HOSTILE });
    expect(text).not.toMatch(STEERING);
    expect(JSON.parse(text)).toEqual({ name: HOSTILE });
  });

  test('in a text of several lines leave its lines alone', () => {
    expect(printableLines('a\nb\u001b[31mc')).toBe('a\nb\ufffd[31mc');
    expect(inOneLine({ a: ['x\r\ny', 1, null] })).toEqual({ a: ['x y', 1, null] });
  });
});
