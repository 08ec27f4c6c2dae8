import { expect, test } from 'vitest';
import type { Session } from '../../../electron/engine/mysql/connect.ts';
import { renameInBody } from '../../../electron/engine/schema/rename-in-body.ts';
import type { SchemaObject } from '../../../shared/manifest.ts';

test('a routine of MariaDB that calls what may be a package is in doubt where a schema of that name is renamed', async () => {
  const session = { flavour: 'mariadb', version: '10.11.19-MariaDB' } as Session;
  const body = (sql: string, packages: readonly string[]) =>
    renameInBody(session, Buffer.from(sql), {} as SchemaObject, new Map([['shop', 'copy']]), new Set(packages));
  const call = 'CREATE PROCEDURE c() BEGIN CALL shop.p(); DELETE FROM shop.t; END';
  const plain = await body(call, ['other']);
  expect(plain.doubt).toBeUndefined();
  expect(plain.statement.toString()).toBe('CREATE PROCEDURE c() BEGIN CALL `copy`.p(); DELETE FROM `copy`.t; END');
  expect((await body(call, ['shop'])).doubt).toBe('shop');
  expect((await body('CREATE FUNCTION f() RETURNS INT RETURN shop.g() + 1', ['shop'])).doubt).toBe('shop');
});
