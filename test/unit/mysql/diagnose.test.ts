import { expect, test } from 'vitest';
import { diagnoseStatement } from '../../../electron/engine/mysql/diagnose.ts';

test('a statement that RDS refuses as it refuses a password lacks a privilege', () => {
  const shard = { name: 's0', host: 'db', port: 3306, user: 'app', password: 'p' };
  const error = Object.assign(new Error("Access denied for user 'app'@'%' (using password: YES)"), { errno: 1045 });
  expect(diagnoseStatement(shard, error).failure.code).toBe('missing-privilege');
});
