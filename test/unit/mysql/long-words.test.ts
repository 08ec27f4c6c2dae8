import { expect, test } from 'vitest';
import { diagnoseConnect, diagnoseStatement } from '../../../electron/engine/mysql/diagnose.ts';

test('a server that refuses with megabytes of words does not fill reports and terminals', () => {
  const shard = { name: 's0', host: 'h', port: 1, user: 'u', password: '' };
  const error = Object.assign(new Error(`no ${'x'.repeat(16 << 20)}`), { errno: 1105, code: 'ER_UNKNOWN_ERROR' });
  for (const { failure } of [diagnoseStatement(shard, error), diagnoseConnect(shard, error)]) {
    expect(JSON.stringify(failure).length).toBeLessThan(20_000);
    expect(failure.cause).toMatch(/^no x+…$/);
  }
});
