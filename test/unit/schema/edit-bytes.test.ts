import { describe, expect, test } from 'vitest';
import { withoutNullableCounter } from '../../../electron/engine/schema/counters.ts';
import { crossTable } from '../../../electron/engine/schema/cross-table.ts';
import { cut, editBytes } from '../../../electron/engine/schema/edit-bytes.ts';
import { placeOptions, withoutPlaces } from '../../../electron/engine/schema/place-options.ts';

const bytes = (text: string) => Buffer.from(text);

describe('changes of a definition', () => {
  test('are made in any order, and what is taken out leaves nothing where a blank divides already', () => {
    const edits = [cut({ start: 8, end: 10 }), { start: 0, end: 1, bytes: bytes('xy') }];
    expect(editBytes(bytes('abc def gh'), edits).toString()).toBe('xybc def ');
  });

  test('leave a blank where two pieces would come together to another one', () => {
    expect(editBytes(bytes('/AUTO*'), [cut({ start: 1, end: 5 })]).toString()).toBe('/ *');
  });

  test('that overlap are a defect', () => {
    const edits = [cut({ start: 0, end: 4 }), cut({ start: 2, end: 6 })];
    expect(() => editBytes(bytes('abcdefgh'), edits)).toThrow('overlap');
  });

  test('take a place from where it stands and not from the value of another option', () => {
    const sql = "CREATE TABLE `t` (`a` int) ENGINE=InnoDB TABLESPACE=TABLESPACE COMMENT='x' DATA DIRECTORY='/d'";
    expect(placeOptions(bytes(sql)).map(({ option }) => option)).toEqual([
      'TABLESPACE TABLESPACE',
      'DATA DIRECTORY /d',
    ]);
    expect(withoutPlaces(bytes(sql)).toString()).toBe("CREATE TABLE `t` (`a` int) ENGINE=InnoDB  COMMENT='x' ");
    const named = "CREATE TABLE `t` (`a` int) ENGINE=TABLESPACE COMMENT='TABLESPACE ts'";
    expect(placeOptions(bytes(named))).toEqual([]);
  });

  test('take a counter without bringing together what stands around it', () => {
    const { create } = withoutNullableCounter(
      bytes('CREATE TABLE `t` (\n  `a` int /AUTO_INCREMENT* 1\n) ENGINE=InnoDB'),
    );
    expect(create.toString()).toContain('/ *');
  });

  test('take an option of MariaDB’s and no text of a comment that looks like one', () => {
    const table = (options: string) => bytes(`CREATE TABLE \`t\` (\n  \`a\` int\n) ENGINE=InnoDB${options}`);
    const comment = " COMMENT='q `page_compressed`=x'' SELECT 1 -- '";
    const crossed = (options: string) => {
      const { statement, lost } = crossTable(table(options), 'mariadb');
      return [statement.toString().replaceAll(/ +/g, ' ').trim(), lost];
    };
    expect(crossed(comment)).toEqual([table(comment).toString().replaceAll(/ +/g, ' '), []]);
    expect(crossed(" `page_compressed`='ON' `page_compression_level`=9")).toEqual([
      table('').toString().replaceAll(/ +/g, ' '),
      ['page-compression'],
    ]);
  });
});
