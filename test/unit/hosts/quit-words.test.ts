import { expect, test } from 'vitest';
import { quitWords } from '../../../electron/desktop/quit-words.ts';
import { chooseLanguage } from '../../../electron/host/choose-language.ts';

test('says what runs and what stopping it means, in both languages', () => {
  expect(quitWords(['restore'], 'en')).toMatchObject({
    message: 'A restore is running.',
    detail: expect.stringContaining('leaves the target with a part of the data'),
    stop: 'Stop and quit',
  });
  expect(quitWords(['backup', 'backup'], 'zh-CN')).toMatchObject({
    message: '有 2 个任务正在运行。',
    detail: expect.stringContaining('未完成的备份集不能用于恢复'),
  });
  const both = quitWords(['verify', 'backup'], 'en').detail;
  expect(both).toContain('Stopping a backup');
  expect(both).toContain('Stopping a check changes nothing.');
});

test.each([
  ['system', 'zh-CN', 'zh-CN'],
  ['system', 'zh-Hans-SG', 'zh-CN'],
  ['system', 'zh', 'zh-CN'],
  ['system', 'de-DE', 'en'],
  ['en', 'zh-CN', 'en'],
  ['zh-CN', 'en-US', 'zh-CN'],
] as const)('setting %s on a system in %s speaks %s', (setting, system, language) => {
  expect(chooseLanguage(setting, system)).toBe(language);
});
