import { PassThrough } from 'node:stream';
import fc from 'fast-check';
import i18next from 'i18next';
import { describe, expect, test } from 'vitest';
import { renderBackup } from '../../../electron/cli/render-backup.ts';
import { renderFailure } from '../../../electron/cli/render-failure.ts';
import { renderRestore } from '../../../electron/cli/render-restore.ts';
import { sayFailure } from '../../../electron/cli/say-failure.ts';
import { inOneLine, print, printableColours, printColoured } from '../../../electron/cli/terminal-text.ts';
import { fail } from '../../../electron/engine/engine-error.ts';
import { wordOptions } from '../../../renderer/i18n/language.ts';
import { jsonText, printable, printableLines, printableOnPage } from '../../../shared/printable.ts';
import { Finding, type RestoreReport } from '../../../shared/restore-report.ts';
import { sampleManifest, sampleShard } from '../../support/sample-set.ts';
import { findings } from '../renderer/samples.ts';

const HOSTILE = '\u001b]0;pwned\u0007\u001b[2Jt\u009b1m\u202e\nRestored and proven equal';
/** What a terminal obeys or what turns a line round; more than our own list names. */
const STEERING = /[\p{Cc}\u2028\u2029\p{Bidi_Control}]/u;

const ESCAPE = '\u001b';
const COLOURS = new RegExp(`${ESCAPE}\\[\\d{1,2}m`, 'g');

/** Names as somebody would choose them who wants to be read as something else. */
const hostile = fc.string({
  unit: fc.oneof(
    fc.constantFrom(
      ...'\u001b\u0007\u0000\u007f\u009b\u009d\u0090\u0085\u061c\u200e\u200f\u2028\u2029\u202a\u202e\u2066\u2069',
    ),
    fc.constantFrom('\n', '\r', '\t', '\u001b[31m', '\u001b[2J', '\u001b]8;;x\u0007', 'a', '界'),
    fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
  ),
});

/** What a stream got from `write`. */
function written(write: (stream: NodeJS.WriteStream) => void): string {
  const stream = new PassThrough();
  write(stream as unknown as NodeJS.WriteStream);
  return String(stream.read());
}

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
    expect(printableColours('\u001b[31mred\u001b[39m\u001b[2J\u009b31m')).toBe(
      '\u001b[31mred\u001b[39m\ufffd[2J\ufffd31m',
    );
  });

  test('of any kind leave nothing that steers in what is printed, in JSON and on pages', async () => {
    const words = i18next.createInstance();
    await words.init({ ...wordOptions, lng: 'en', resources: { en: { common: { said: 'Say {{name}}.' } } } });
    fc.assert(
      fc.property(hostile, (name) => {
        expect(printable(name)).not.toMatch(STEERING);
        expect(written((stream) => print(stream, name)).replaceAll('\n', '')).not.toMatch(STEERING);
        const coloured = written((stream) => printColoured(stream, name));
        expect(coloured.replaceAll(COLOURS, '').replaceAll('\n', '')).not.toMatch(STEERING);
        const json = jsonText({ [name]: [name] });
        expect(json).not.toMatch(STEERING);
        expect(JSON.parse(json)).toEqual({ [name]: [name] });
        const page = words.t('said', { name });
        expect(page).toBe(`Say ${printableOnPage(name)}.`);
        expect(page.replaceAll(/[\t\n\r]/g, '')).not.toMatch(STEERING);
      }),
      { numRuns: 500 },
    );
  });

  test('in any finding, in an exception and in the words of a server stand in a line of ours, and begin none', () => {
    for (const finding of Object.values(findings)) {
      const named = withHostileTexts(finding, (one) => Finding.safeParse(one).success);
      const report: RestoreReport = {
        ...{ id: 'a', rolled: [], quality: null, tables: [], warnings: [], durations: {} },
        findings: [named],
        exceptions: [
          { target: 's0', schema: HOSTILE, object: HOSTILE, kind: 'view', why: { code: 'refused', cause: HOSTILE } },
        ],
      };
      const text = renderRestore(report, true);
      expect([finding.code, text.replaceAll('\n', '').match(STEERING)]).toEqual([finding.code, null]);
      expect([finding.code, /^Restored and proven equal/m.test(text)]).toEqual([finding.code, false]);
    }
    const failure = sayFailure(fail('unknown-schema', { name: HOSTILE, known: HOSTILE }, { cause: HOSTILE }).failure);
    expect(written((stream) => print(stream, renderFailure(failure))).replaceAll('\n', '')).not.toMatch(STEERING);
  });
});

/** A copy with HOSTILE behind every text for which it stays what it is. */
function withHostileTexts<T>(value: T, fits: (whole: unknown) => boolean): T {
  const copy = structuredClone(value);
  const walk = (at: Record<string, unknown> | unknown[]): void => {
    for (const [key, one] of Object.entries(at)) {
      const place = at as Record<string, unknown>;
      if (typeof one === 'string') {
        place[key] = one + HOSTILE;
        if (!fits(copy)) place[key] = one;
      } else if (typeof one === 'object' && one !== null) walk(one as Record<string, unknown>);
    }
  };
  walk(copy as Record<string, unknown>);
  return copy;
}
