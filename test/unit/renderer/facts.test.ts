import { createInstance } from 'i18next';
import { describe, expect, test } from 'vitest';
import { sayFailure } from '../../../electron/cli/say-failure.ts';
import { renderRemedy, sayFinding } from '../../../electron/cli/say-finding.ts';
import { describeFailure } from '../../../renderer/components/describe-failure.ts';
import { createFacts, type Facts } from '../../../renderer/facts/facts.ts';
import { type Language, wordOptions } from '../../../renderer/i18n/language.ts';
import { DriftPart } from '../../../shared/drift.ts';
import { type Failure, type FailureDetail, failureFrom } from '../../../shared/failure.ts';
import { type Fact, failureWords, safeties } from '../../../shared/failure-words.ts';
import { ObjectKind } from '../../../shared/manifest.ts';
import { PrivilegeLimit, PrivilegeUse } from '../../../shared/set-facts.ts';
import { sayChainBreak, sayRemark, sayWhy } from '../../../shared/set-words.ts';
import {
  chainBreaks,
  details,
  differences,
  findings,
  notRestored,
  problems,
  reasonSamples,
  remarks,
  whys,
} from './samples.ts';

const i18n = createInstance();
await i18n.init({ ...wordOptions, lng: 'en' });

function factsIn(language: Language): Facts {
  const names = new Intl.ListFormat(language);
  const format = {
    language,
    count: String,
    list: (items: readonly string[]) => names.format(items),
    instant: (iso: string) => `at ${iso.slice(11, 19)}`,
  };
  return createFacts(i18n.getFixedT(language, ['facts', 'restore']), format);
}

test.each(['en', 'zh-CN'] as const)(
  'instants in a failure are those of the page, not of the engine: %s',
  (language) => {
    const fact: Fact = {
      reason: 'instant-not-covered',
      values: {
        folder: '/b',
        at: '2026-11-30T12:00:00.5Z',
        windows: '2026-11-30T10:00:00Z – 2026-11-30T11:00:01.123456Z',
      },
    };
    const { message, next } = factsIn(language).reason(fact);
    expect(`${message} ${next}`).not.toMatch(/\dT\d/);
    expect(message).toContain('at 12:00:00');
    expect(next).toContain('at 10:00:00 – at 11:00:01');
  },
);

test('nothing stands between two Chinese sentences, and a space between English ones', () => {
  expect(i18n.getFixedT('zh-CN')('gap')).toBe('');
  expect(i18n.getFixedT('en')('gap')).toBe(' ');
});

const failed = (detail: FailureDetail): Failure => ({
  code: 'damaged',
  message: 'In the engine’s words.',
  safe: 'Nothing was written.',
  where: {},
  detail,
});
const failedBy = (fact: Fact): Failure => ({
  code: failureWords[fact.reason].code,
  message: 'In the engine’s words.',
  where: {},
  fact,
});
const place = { target: 't0', schema: 'shop', object: 'a', kind: 'table' } as const;
const gap = { shard: 's0', schema: 'shop', object: 'a', kind: 'table', reason: '' } as const;

/** All that pages say of the engine's codes, one text for each. */
function everythingSaid(language: Language): { code: string; text: string }[] {
  const facts = factsIn(language);
  return [
    ...Object.values(findings).map((finding) => {
      const { what, remedy = '', statements } = facts.finding(finding);
      return { code: finding.code, text: [what, remedy, ...statements].join('\n') };
    }),
    ...Object.values(whys).map((why) => ({ code: why.code, text: facts.exception({ ...gap, why }) })),
    ...Object.values(remarks).map((remark) => ({ code: remark.code, text: facts.warning({ text: '', remark }) })),
    ...Object.values(chainBreaks).flatMap((why) => [
      { code: why.code, text: facts.warning({ text: '', remark: { code: 'no-chain', shard: 's0', why } }) },
      { code: why.code, text: facts.detail({ code: 'chain-broken', shard: 's0', why }).headline ?? '' },
    ]),
    ...Object.values(problems).map((problem) => ({ code: problem.code, text: facts.problem(problem) })),
    ...Object.values(notRestored).map((why) => ({ code: why.code, text: facts.notRestored({ ...place, why }) })),
    ...Object.values(details).map((detail) => {
      const { headline, points, safe, next, statements } = describeFailure(failed(detail), language, facts);
      return { code: detail.code, text: [headline, ...points, safe, next, ...statements].join('\n') };
    }),
    ...reasonSamples.map((fact) => {
      const { headline, safe, next } = describeFailure(failedBy(fact), language, facts);
      return { code: fact.reason, text: [headline, safe ?? '', next].join('\n') };
    }),
    ...[...Object.values(differences), ...DriftPart.options.map((part) => ({ ...differences.missing, part }))].map(
      (difference) => ({
        code: `${difference.code} ${'part' in difference ? difference.part : ''}`,
        text: facts.drift({ names: ['s0 shop.order_7'], count: 3, differences: [difference] }).join('\n'),
      }),
    ),
    ...safeties.map((safety) => ({ code: safety, text: facts.safety(safety) })),
    ...ObjectKind.options.map((kind) => ({ code: kind, text: facts.exception({ ...gap, kind }) })),
    ...PrivilegeUse.options.flatMap((use) => [
      { code: use, text: facts.use({ use }) },
      ...PrivilegeLimit.options.map((limit) => ({ code: `${use} ${limit}`, text: facts.use({ use, limit }) })),
    ]),
  ];
}

describe.each(['en', 'zh-CN'] as const)('what the engine reports as codes, in %s', (language) => {
  test.each(everythingSaid(language))(
    'has words without gaps and without options of the command line: $code',
    ({ text }) => {
      expect(text).not.toMatch(/\{\{|\}\}|undefined|\[object/);
      expect(text).not.toMatch(/--[a-z]|shardkeep [a-z]/);
      expect(text.trim()).not.toBe('');
    },
  );

  test('is never the key of a word that is missing', () => {
    for (const { code, text } of everythingSaid(language))
      expect(text, code).not.toMatch(/\b(finding|why|remark|use)\.[a-z]/);
  });
});

test('Chinese is Chinese: only names, SQL and the words of a server are not', () => {
  const foreign = ['refused', 'unreadable'];
  for (const { code, text } of everythingSaid('zh-CN'))
    if (!foreign.includes(code)) expect(text, code).toMatch(/\p{Script=Han}/u);
});

describe('a failure on a page', () => {
  const facts = factsIn('en');

  test('has no sentence that speaks of the command line, whatever came with it', () => {
    const failure: Failure = { code: 'not-found', message: 'No set.', next: 'Name a set with --id.', where: {} };
    expect(describeFailure(failure, 'en', facts)).toMatchObject({
      headline: 'There is no such backup set.',
      next: 'Choose another one; the list shows what is there.',
    });
  });

  test('names in Chinese the server, the table and the file, what is safe and what to do', () => {
    const zh = factsIn('zh-CN');
    const where = { shard: 's2', server: 'db2:3306', schema: 'shop', table: 'order_7' };
    const lost = failureFrom(
      'connection-lost-at',
      { shard: 's2', table: 'shop.order_7' },
      { where, safety: 'earlier-sets' },
    );
    expect(describeFailure(lost, 'zh-CN', zh)).toEqual({
      headline: '处理 shop.order_7 时 s2 断开了连接（服务器是否重启？）。',
      points: [],
      place: '',
      safe: '之前完成的备份不受影响；这一份不算备份。',
      next: '请确认服务器已恢复，然后重新开始。',
      statements: [],
    });
    const refused = failureFrom('statement-refused', { shard: 's2', cause: 'Table is full' }, { where });
    expect(describeFailure(refused, 'zh-CN', zh).place).toBe('shop.order_7');
    const file = failureFrom('index-unreadable', {}, { where: { file: '/media/a/s0.0001.zip' } });
    expect(describeFailure(file, 'zh-CN', zh).place).toBe('/media/a/s0.0001.zip');
  });

  test('says every way out that the command line has in its own way', () => {
    for (const fact of reasonSamples) {
      const { next } = sayFailure(failureFrom(fact.reason, fact.values as never));
      const page = describeFailure(failedBy(fact), 'en', facts).next;
      expect(next ?? '', fact.reason).not.toMatch(/\{\{|undefined/);
      expect(page.length, fact.reason).toBeGreaterThan(10);
    }
  });

  test('of a restore that ended while it wrote says what helps first, and how to complete it then', () => {
    const failure = failureFrom('connection-lost', { shard: 't0' }, { detail: { code: 'partly-restored' } });
    expect(describeFailure(failure, 'en', facts).next).toBe(
      'Check that the server is up, then start the run again. Start the restore again and choose “Replace it”; that completes it.',
    );
    expect(describeFailure(failure, 'zh-CN', factsIn('zh-CN')).next).toBe(
      '请确认服务器已恢复，然后重新开始。请再次恢复，并选择“替换”，即可补全。',
    );
  });

  test('says what stopped a restore, with the controls that help', () => {
    const { headline, points, next } = describeFailure(
      failed({ code: 'stopped', findings: [findings['names-taken']] }),
      'en',
      facts,
    );
    expect(headline).toBe('A file differs from what the backup recorded.');
    expect(points).toEqual(['t0: 7 tables and 1 other object are already there: shop.a, shop.b and 6 more.']);
    expect(next).toContain('“Where to?”');
  });
});

describe('the same at a command line', () => {
  test('names the options that help', () => {
    expect(sayFinding(findings['names-taken'])).toEqual({
      what: 't0 already has shop.a, shop.b and 6 more.',
      remedy: expect.stringMatching(/--rename.*--map.*--replace/),
    });
    const failure = sayFailure(failed({ code: 'stopped', findings: [findings['names-taken'], findings['read-only']] }));
    expect(failure.message).toBe('t0 already has shop.a, shop.b and 6 more. t0 is read-only.');
    expect(failure.next).toMatch(/--replace\.\nSET GLOBAL read_only/);
    expect(sayFailure(failed(details['partly-restored'])).next).toContain('--replace');
    expect(sayFailure(failed(details['set-damaged'])).message).toBe('In the engine’s words: s0: shop.a and 2 more.');
  });

  test('enables an event by its full name', () => {
    const events = [
      { schema: 'shop', name: 'nightly`s' },
      { schema: 'shop', name: 'weekly' },
    ];
    expect(renderRemedy(sayFinding({ ...findings['events-disabled'], count: 2, events }), '  ')).toBe(
      'Enable with:\n  ALTER EVENT `shop`.`nightly``s` ENABLE;\n  ALTER EVENT `shop`.`weekly` ENABLE;',
    );
    expect(factsIn('en').finding(findings['events-disabled']).statements).toEqual([
      'ALTER EVENT `shop`.`nightly``s` ENABLE;',
    ]);
  });
});

test('a set keeps its sentences without gaps and without options, for readers without Shardkeep', () => {
  const said = [
    ...Object.values(whys).map(sayWhy),
    ...Object.values(remarks).map(sayRemark),
    ...Object.values(chainBreaks).map(sayChainBreak),
  ];
  for (const text of said) {
    expect(text).not.toMatch(/\{\{|undefined|--[a-z]/);
    expect(text.length).toBeGreaterThan(5);
  }
});

test('a reason or remark of a later version is shown in the set’s own words', () => {
  const facts = factsIn('zh-CN');
  expect(facts.exception({ ...gap, reason: 'Something new.' })).toBe('s0 · 表 shop.a：Something new.');
  expect(facts.warning({ text: 'Something new.' })).toBe('Something new.');
});
