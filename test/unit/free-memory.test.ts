import { expect, test } from 'vitest';
import { freeMemory } from '../../electron/engine/free-memory.ts';

test('the memory of a large piece is given back at once', () => {
  const large = Buffer.alloc(1 << 20, 1).subarray(0, 1000);
  freeMemory(large);
  expect(large.length).toBe(0);
});

test('memory that small buffers share stays', () => {
  const [small, neighbour] = [Buffer.from('small'), Buffer.from('neighbour')];
  freeMemory(small);
  expect([small, neighbour].map(String)).toEqual(['small', 'neighbour']);
});
