import { storeAt } from '../store/store-at.ts';
import { JOURNAL_FILE, JournalRecord } from './journal.ts';
import type { SetPlace } from './set-folder.ts';

/** More than the first line of a journal with 64 shards and the longest `--only` has. */
const FIRST_LINE_BYTES = 1 << 16;

/**
 * How an interrupted full set was begun, from the first line of its journal; undefined where a resume could not finish it:
 * another kind, an older version's, or no whole line. Only a resume reads the rest, so it may still find why it cannot.
 */
export async function readBegin({
  id,
  folder,
}: SetPlace): Promise<Extract<JournalRecord, { type: 'begin' }> | undefined> {
  const reader = await storeAt(folder)
    .open(JOURNAL_FILE)
    .catch(() => undefined);
  if (!reader) return undefined;
  try {
    const buffer = Buffer.alloc(FIRST_LINE_BYTES);
    const text = buffer.toString('utf8', 0, await reader.read(buffer, 0));
    const record = JournalRecord.parse(JSON.parse(text.slice(0, text.indexOf('\n'))));
    return record.type === 'begin' && record.id === id && id.includes('-full-') && record.options ? record : undefined;
  } catch {
    return undefined; // no whole line, or not one that this version knows
  } finally {
    await reader.close();
  }
}
