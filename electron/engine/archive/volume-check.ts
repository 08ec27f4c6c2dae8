import type { SegmentPart } from '../../../shared/binlog-range.ts';
import type { Fact } from '../../../shared/failure-words.ts';
import type { ChunkPart, Volume } from '../../../shared/manifest.ts';

/** Part of a segment with what is known of it beside its place. */
export interface SegmentPartCheck extends SegmentPart {
  /** The first part of its segment: it begins with the head of the file. */
  readonly first: boolean;
  /** Of the plain bytes, where the part is a whole segment. */
  readonly sha256?: string;
}

/** What a volume must contain. */
export interface VolumeCheck {
  readonly path: string;
  readonly volume: Volume;
  /** Whole entries with their hash: schema objects. */
  readonly objects: readonly { readonly entry: string; readonly bytes: number; readonly sha256: string }[];
  /** `sha256`: of the part's plain rows, where it is a whole chunk. */
  readonly parts: readonly (ChunkPart & { readonly sha256?: string })[];
  readonly segments: readonly SegmentPartCheck[];
  /** Entries that may be there without being named: what was written of tables that became exceptions. */
  readonly tolerated: readonly string[];
}

/** One thing found wrong, with the entry it concerns. */
export interface Damage {
  readonly file: string;
  readonly entry: string | null;
  readonly fact: Fact;
  /** Nothing in the file can be restored. */
  readonly unreadable?: true;
}
