import type { ObjectContext, SchemaObject } from '../../../shared/manifest.ts';
import { quoteText } from '../mysql/quote.ts';
import { collationsIn } from './collations.ts';
import { definerOf } from './rewrite-definer.ts';
import type { SchemaFile } from './schema-file.ts';

/** The session settings of every entry without a context of its own; the same as in connect.ts. */
const PLAIN: ObjectContext = {
  sqlMode: 'NO_AUTO_VALUE_ON_ZERO,ALLOW_INVALID_DATES,NO_ENGINE_SUBSTITUTION',
  characterSetClient: 'utf8mb4',
  collationConnection: 'utf8mb4_general_ci',
  databaseCollation: '',
};

export interface SqlParts {
  readonly object: Omit<SchemaObject, 'statement' | 'state' | 'definer' | 'collations'>;
  readonly statement: Buffer;
  /** Sequences: what sets their state. */
  readonly state?: Buffer;
  /** Collation of the schema now; it is changed for an object that was created under another one. */
  readonly schemaCollation: string;
}

/**
 * Writes an entry that the stock client can run: `mariadb --comments --binary-mode DATABASE < FILE`. `\C` tells the
 * client itself which bytes are characters; without it a gbk body that ends in \ would never end.
 */
export function writeSqlFile({ object, statement, state, schemaCollation }: SqlParts): SchemaFile {
  const context = object.context ?? PLAIN;
  const delimiter = chooseDelimiter(object.kind, statement);
  const otherCollation = context.databaseCollation !== '' && context.databaseCollation !== schemaCollation;
  const before = [
    `-- Shardkeep: ${object.kind} ${oneLine(`${object.schema}.${object.name}`)}`,
    `\\C ${context.characterSetClient}`,
    `SET collation_connection=${quoteText(context.collationConnection)};`,
    `SET sql_mode=${quoteText(context.sqlMode)};`,
    `SET time_zone=${quoteText(context.timeZone ?? '+00:00')};`,
    'SET foreign_key_checks=0;',
    ...(otherCollation ? [`ALTER DATABASE COLLATE ${quoteText(context.databaseCollation)};`] : []),
    ...(delimiter === ';' ? [] : [`DELIMITER ${delimiter}`]),
  ];
  const after = [
    ...(delimiter === ';' ? [] : ['DELIMITER ;']),
    ...(otherCollation ? [`ALTER DATABASE COLLATE ${quoteText(schemaCollation)};`] : []),
  ];
  const head = Buffer.from(lines(before));
  const end = Buffer.from(`${delimiter === ';' ? '' : '\n'}${delimiter}\n`);
  const stateAt = head.length + statement.length + end.length;
  const collations = collationsIn(statement, context.characterSetClient, context.sqlMode);
  const definer = object.context && definerOf(statement, context.characterSetClient, context.sqlMode);
  return {
    object: {
      ...object,
      statement: { offset: head.length, length: statement.length },
      ...(state ? { state: { offset: stateAt, length: state.length } } : {}),
      ...(definer === undefined ? {} : { definer }),
      ...(collations.length === 0 ? {} : { collations }),
    },
    sql: Buffer.concat([
      head,
      statement,
      end,
      ...(state ? [state, Buffer.from(';\n')] : []),
      Buffer.from(lines(after)),
    ]),
  };
}

/** Programs hold semicolons; their delimiter is one that they do not hold. */
function chooseDelimiter(kind: SchemaObject['kind'], statement: Buffer): string {
  if (['database', 'table', 'sequence', 'view'].includes(kind)) return ';';
  let delimiter = ';;';
  while (statement.includes(delimiter)) delimiter += ';';
  return delimiter;
}

function lines(all: readonly string[]): string {
  return all.map((line) => `${line}\n`).join('');
}

/** A name may hold line breaks, which would end the comment. */
function oneLine(text: string): string {
  return text.replace(/\p{Cc}/gu, ' ');
}
