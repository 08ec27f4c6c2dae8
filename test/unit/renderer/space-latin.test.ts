import { expect, test } from 'vitest';
import { spaceLatin } from '../../../renderer/format/space-latin.ts';

test.each([
  ['s0、s1和s2', 's0、s1 和 s2'],
  ['13 张表和7 个其他对象', '13 张表和 7 个其他对象'],
  ['全部内容', '全部内容'],
  ['的order_0恢复', '的 order_0 恢复'],
  ['two words', 'two words'],
])('%s becomes %s', (text, spaced) => {
  expect(spaceLatin(text)).toBe(spaced);
});
