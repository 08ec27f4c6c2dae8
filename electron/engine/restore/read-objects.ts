import { hash } from 'node:crypto';
import type { StoredSchemaObject } from '../../../shared/manifest.ts';
import type { StatementFault } from '../../../shared/set-facts.ts';
import { type OpenVolume, openVolume } from '../archive/open-volume.ts';
import { volumePath } from '../archive/volume-path.ts';
import { fail } from '../engine-error.ts';

/** An object with the bytes of its CREATE statement, and for sequences of the statement that sets their state. */
export interface ReadObject {
  readonly object: StoredSchemaObject;
  readonly statement: Buffer;
  readonly state: Buffer | undefined;
  /** What of it leads out of the server's own schemas, and may, since the user consented. */
  readonly outside: readonly StatementFault[];
}

/** Reads the definitions of `objects` from their volumes and checks each against its recorded hash. */
export async function readObjects(folder: string, objects: readonly StoredSchemaObject[]): Promise<ReadObject[]> {
  const volumes = new Map<string, OpenVolume>();
  try {
    const read: ReadObject[] = [];
    for (const object of objects) {
      const path = volumePath(folder, object.place.volume);
      const volume = volumes.get(path) ?? (await openVolume(path));
      volumes.set(path, volume);
      const sql = await volume.readAll(object.place.entry, object.bytes);
      if (sql.length !== object.bytes || hash('sha256', sql, 'hex') !== object.sha256)
        throw fail(
          'definition-altered',
          { name: `${object.schema}.${object.name}` },
          { where: { schema: object.schema, table: object.name, file: path } },
        );
      read.push({
        object,
        statement: slice(sql, object.statement),
        state: object.state && slice(sql, object.state),
        outside: [],
      });
    }
    return read;
  } finally {
    for (const volume of volumes.values()) await volume.close();
  }
}

function slice(sql: Buffer, { offset, length }: { offset: number; length: number }): Buffer {
  return sql.subarray(offset, offset + length);
}
