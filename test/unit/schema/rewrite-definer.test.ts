import { expect, test } from 'vitest';
import type { Session } from '../../../electron/engine/mysql/connect.ts';
import { rewriteDefiner } from '../../../electron/engine/schema/rewrite-definer.ts';
import type { ObjectKind, SchemaObject } from '../../../shared/manifest.ts';

const context = { sqlMode: '', characterSetClient: 'utf8mb4', collationConnection: '', databaseCollation: '' };

/** Nobody in particular; no statement is sent for that. */
async function stripped(kind: ObjectKind, statement: string): Promise<string> {
  const object = { kind, name: 'x', schema: 's', context } as unknown as SchemaObject;
  const definers = { rule: 'strip' as const, map: new Map<string, string>() };
  return (await rewriteDefiner({} as Session, Buffer.from(statement), object, definers)).toString();
}

test('what loses its definer runs as whoever uses it, whether it said so, said otherwise or said nothing', async () => {
  const by = 'CREATE DEFINER=`a`@`%`';
  expect(await stripped('view', `${by} SQL SECURITY DEFINER VIEW x AS SELECT 1`)).toMatch(
    /^CREATE +SQL SECURITY INVOKER VIEW/,
  );
  expect(await stripped('view', `${by} VIEW x AS SELECT 1`)).toBe('CREATE SQL SECURITY INVOKER VIEW x AS SELECT 1');
  for (const [kind, what] of [
    ['package', 'PACKAGE'],
    ['package-body', 'PACKAGE BODY'],
  ] as const) {
    const end = `${what} x SQL SECURITY INVOKER AS END`;
    expect(await stripped(kind, `${by} ${what} x AS END`)).toBe(`CREATE  ${end}`);
    expect(await stripped(kind, `${by} ${what} x SQL SECURITY DEFINER AS END`)).toBe(`CREATE  ${end}`);
    expect(await stripped(kind, `${by} ${end}`)).toBe(`CREATE  ${end}`);
  }
});
