import { expect, test } from 'vitest';
import { wholeSeconds } from '../../../renderer/format/whole-seconds.ts';
import { secondsLeft } from '../../../renderer/jobs/track-progress.ts';
import type { JobProgress } from '../../../shared/job.ts';

test.each([
  [0, 'less than a second', '不到 1 秒'],
  [0.165, 'less than a second', '不到 1 秒'],
  [1.2, '1 s', '1 秒'],
  [9.4, '9 s', '9 秒'],
  [9.7, '10 s', '10 秒'],
  [11.3, '11 s', '11 秒'],
  [127, '2 min 07 s', '2 分 07 秒'],
])('%d seconds are %s', (seconds, en, zh) => {
  expect(wholeSeconds(seconds, 'en')).toBe(en);
  expect(wholeSeconds(seconds, 'zh-CN')).toBe(zh);
});

test('nothing is said to be left once all is read and only files are being closed', () => {
  const progress: JobProgress = {
    phase: 'reading',
    bytesDone: 90,
    bytesTotal: 100,
    storedBytes: 0,
    rows: 0,
    bytesPerSecond: 1,
    secondsLeft: 10,
    shards: [],
  };
  expect(secondsLeft(progress)).toBe(10);
  expect(secondsLeft({ ...progress, bytesDone: 100, secondsLeft: 0 })).toBeNull();
  expect(secondsLeft({ ...progress, secondsLeft: null })).toBeNull();
});
