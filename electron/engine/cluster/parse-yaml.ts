import { type CST, type Document, Lexer, type LineCounter, Parser, parseDocument } from 'yaml';
import type { Mistake } from './cluster-file-mistakes.ts';

/**
 * What a cluster file may hold: 256 shards with every field, names for what repeats and long lists of schemas are far below.
 * Beyond it a parser's time grows with the square of the fields, and its stack with the depth.
 */
const MOST = { tokens: 200_000, depth: 20, fields: 500, aliases: 2000 } as const;

/** The YAML or JSON of a cluster file, or what is too much of it; looked at before anything is built from it. */
export function parseYaml(text: string, lines: LineCounter): Document.Parsed | Mistake {
  const excess = tooManyTokens(text) ?? tooMuchStructure(text);
  if (excess !== undefined) return { line: lineAt(text, excess.at), field: '', text: excess.why };
  return parseDocument(text, { lineCounter: lines, prettyErrors: false, logLevel: 'error' });
}

/** The document as values; undefined where names that stand for each other would make it grow without end. */
export function valuesOf(document: Document): unknown {
  try {
    return document.toJS({ maxAliasCount: MOST.aliases });
  } catch (error) {
    if (error instanceof ReferenceError) return undefined;
    throw error;
  }
}

/** What the lexer puts in between, such as for a document's begin, and is in no file. */
const MARKS = new Set(['\u0002', '\u0018', '\u001f']);

interface Excess {
  readonly why: string;
  readonly at: number;
}

function tooManyTokens(text: string): Excess | undefined {
  let tokens = 0;
  let aliases = 0;
  let at = 0;
  for (const token of new Lexer().lex(text)) {
    tokens++;
    if (token.startsWith('*')) aliases++;
    if (tokens > MOST.tokens) return { why: 'there is more in this file than a cluster can have', at };
    if (aliases > MOST.aliases) return { why: 'there are too many texts that begin with *', at };
    if (!MARKS.has(token)) at += token.length;
  }
  return undefined;
}

/** Looks at the syntax tree without recursion: it may be as deep as there are tokens. */
function tooMuchStructure(text: string): Excess | undefined {
  const waiting: { token: CST.Token; depth: number }[] = [];
  for (const token of new Parser().parse(text)) waiting.push({ token, depth: 0 });
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { token, depth } = next;
    if (depth > MOST.depth)
      return { why: 'there are more groups inside of each other than a cluster has', at: token.offset };
    if (token.type === 'document' && token.value) waiting.push({ token: token.value, depth });
    if (token.type !== 'block-map' && token.type !== 'block-seq' && token.type !== 'flow-collection') continue;
    const isList = token.type === 'block-seq' || (token.type === 'flow-collection' && token.start.source === '[');
    if (!isList && token.items.length > MOST.fields) return { why: 'there are too many fields here', at: token.offset };
    for (const { key, value } of token.items)
      for (const part of [key, value]) if (part) waiting.push({ token: part, depth: depth + 1 });
  }
  return undefined;
}

function lineAt(text: string, at: number): number {
  return text.slice(0, at).split('\n').length;
}
