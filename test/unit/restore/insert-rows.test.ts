import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { insertStatements, PACKET_OVERHEAD } from '../../../electron/engine/restore/insert-rows.ts';

const column = (name: string, dataType = 'blob') => ({ name, type: dataType, dataType, charset: null, nullable: true });
const target = {
  schema: 's',
  table: 't',
  columns: [column('a'), column('b')],
  flavour: 'mariadb' as const,
  maxStatement: 1 << 20,
};

/** Reads `_binary'…'` and NULL back the way a server does. */
function valuesOf(statement: Buffer): (string | null)[][] {
  const text = statement.toString('latin1').replace(/^INSERT INTO `s`\.`t` \(`a`,`b`\) VALUES /, '');
  const letters: Record<string, string> = { '0': '\0', t: '\t', n: '\n', '\\': '\\' };
  const rows: (string | null)[][] = [];
  const literal = /(\(|,)(?:NULL|_binary'((?:[^'\\]|''|\\.)*)')(\))?/gsy;
  let row: (string | null)[] = [];
  for (let match = literal.exec(text); match; match = literal.exec(text)) {
    row.push(
      match[2] === undefined
        ? null
        : match[2].replace(/''|\\(.)/gs, (_, c?: string) => (c === undefined ? "'" : (letters[c] ?? c))),
    );
    if (match[3]) {
      rows.push(row);
      row = [];
      if (text[literal.lastIndex] === ',') literal.lastIndex++;
    }
  }
  return rows;
}

const escaped = (field: string | null) =>
  field === null
    ? '\\N'
    : field.replaceAll('\\', '\\\\').replaceAll('\t', '\\t').replaceAll('\n', '\\n').replaceAll('\0', '\\0');
const value = fc.option(fc.uint8Array({ maxLength: 12 }).map((bytes) => Buffer.from(bytes).toString('latin1')));

describe('rows as INSERT statements', () => {
  test('any values, quotes and backslashes included, are the literals that mean them', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(value, value), { minLength: 1, maxLength: 8 }), (rows) => {
        const tsv = Buffer.from(rows.map(([a, b]) => `${escaped(a)}\t${escaped(b)}\n`).join(''), 'latin1');
        expect([...insertStatements(tsv, target)].flatMap(valuesOf)).toEqual(rows);
      }),
    );
  });

  test('a row that was not written so, such as one whose last backslash would open the literal, is refused', () => {
    for (const row of [
      '7\\\t,(SELECT secret FROM victim.s)) -- \n',
      '1\t2\\\n',
      "1\t\\'\n",
      '1\n',
      '1\t2\t3\n',
      '\\\t\\N\n',
    ])
      expect(() => [...insertStatements(Buffer.from(row), target)]).toThrow('not in the form');
  });

  test('statements stay below the limit, and a row that is longer than it stands alone', () => {
    const tsv = Buffer.from(`${'x'.repeat(300)}\t1\n${'y'.repeat(40)}\t2\n${'z'.repeat(40)}\t3\n`);
    const statements = [...insertStatements(tsv, { ...target, maxStatement: 200 + PACKET_OVERHEAD })];
    for (const statement of statements.slice(1)) expect(statement.length).toBeLessThanOrEqual(200);
    expect(statements.map((s) => valuesOf(s).length)).toEqual([1, 2]);
  });

  test('JSON of MySQL is converted to text, since it refuses binary strings', () => {
    const json = { ...target, columns: [column('a', 'json'), column('b')], flavour: 'mysql' as const };
    const [statement] = insertStatements(Buffer.from('{"x": 1}\t\\N\n'), json);
    expect(statement?.toString()).toContain(`CONVERT(_binary'{"x": 1}' USING utf8mb4),NULL)`);
  });

  test('a row whose geometry is empty does not name its column, and its neighbours do', () => {
    const shape = { ...column('b', 'point'), nullable: false };
    const statements = [
      ...insertStatements(Buffer.from('1\t\n2\t\n3\tx\n4\t\n'), { ...target, columns: [column('a'), shape] }),
    ];
    expect(statements.map(String)).toEqual([
      "INSERT INTO `s`.`t` (`a`) VALUES (_binary'1'),(_binary'2')",
      "INSERT INTO `s`.`t` (`a`,`b`) VALUES (_binary'3',_binary'x')",
      "INSERT INTO `s`.`t` (`a`) VALUES (_binary'4')",
    ]);
  });
});
