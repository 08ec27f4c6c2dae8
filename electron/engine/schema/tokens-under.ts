import { type Token, type TokenOptions, tokenizeSql } from '../sql/tokenize-sql.ts';
import { maskText } from './client-charset.ts';

/** Modes that are short for several; the server makes the same of them. */
const ANSI = new Set(['ANSI', 'ANSI_QUOTES', 'ORACLE', 'MSSQL', 'DB2', 'MAXDB', 'POSTGRESQL']);

/** How a sql_mode has a statement read. A set may write it otherwise than servers do, who take it all the same. */
export function quotingUnder(sqlMode: string): Required<Pick<TokenOptions, 'ansiQuotes' | 'plainBackslash'>> {
  const modes = sqlMode
    .toUpperCase()
    .split(',')
    .map((mode) => mode.trim());
  return {
    ansiQuotes: modes.some((mode) => ANSI.has(mode)),
    plainBackslash: modes.includes('NO_BACKSLASH_ESCAPES'),
  };
}

/**
 * The tokens of a stored statement under the settings that it was created with; their places are bytes. All that looks into
 * a statement or changes it reads it by this, so that what was checked is what is changed.
 */
export function tokensUnder(statement: Buffer, charset: string, sqlMode: string): Token[] {
  return tokenizeSql(maskText(statement, charset), quotingUnder(sqlMode));
}
