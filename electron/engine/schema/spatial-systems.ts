import type { SpatialReferenceSystem } from '../../../shared/spatial-reference-system.ts';
import type { Row, Session } from '../mysql/connect.ts';
import { quoteNames, quoteText } from '../mysql/quote.ts';

const COLUMNS = `srs_id AS id, srs_name AS name, organization AS organization,
  organization_coordsys_id AS organization_id, definition AS definition, description AS description
  FROM information_schema.st_spatial_reference_systems`;

/** Whether a server knows spatial reference systems by their numbers: MySQL 8.0 and newer. */
export function hasSpatialSystems({ flavour, version }: Pick<Session, 'flavour' | 'version'>): boolean {
  return flavour === 'mysql' && Number.parseInt(version, 10) >= 8;
}

/**
 * Spatial reference systems that did not come with the server, and those that columns of the schemas are limited to: a
 * server of another version may have them otherwise. MySQL's own are EPSG's, each under EPSG's number.
 */
export async function readSpatialSystems(
  session: Session,
  schemas: readonly string[],
): Promise<SpatialReferenceSystem[]> {
  if (!hasSpatialSystems(session) || schemas.length === 0) return [];
  return systemsOf(
    await session.query(
      `SELECT ${COLUMNS} WHERE srs_id <> 0 AND (organization IS NULL OR organization <> 'EPSG' OR organization_coordsys_id <> srs_id
        OR srs_id IN (SELECT srs_id FROM information_schema.columns WHERE table_schema IN (${quoteNames(schemas)}) AND srs_id IS NOT NULL))
        ORDER BY srs_id`,
    ),
  );
}

/** Those of the numbers that a server has. */
export async function spatialSystemsThere(session: Session, ids: readonly number[]): Promise<SpatialReferenceSystem[]> {
  if (!hasSpatialSystems(session) || ids.length === 0) return [];
  return systemsOf(await session.query(`SELECT ${COLUMNS} WHERE srs_id IN (${ids.join(',')})`));
}

/** The statement that creates one. */
export function createSpatialSystem(system: SpatialReferenceSystem): string {
  const { id, name, organization, organizationId, definition, description } = system;
  return [
    `CREATE SPATIAL REFERENCE SYSTEM IF NOT EXISTS ${id} NAME ${quoteText(name)}`,
    ...(organization === null || organizationId === null
      ? []
      : [`ORGANIZATION ${quoteText(organization)} IDENTIFIED BY ${organizationId}`]),
    `DEFINITION ${quoteText(definition)}`,
    ...(description === null ? [] : [`DESCRIPTION ${quoteText(description)}`]),
  ].join(' ');
}

/** Whether they mean the same; names and descriptions are for people. */
export function isSameSystem(one: SpatialReferenceSystem, other: SpatialReferenceSystem): boolean {
  return one.definition === other.definition;
}

function systemsOf(rows: readonly Row[]): SpatialReferenceSystem[] {
  const text = (value: Buffer | null | undefined) => value?.toString('utf8') ?? null;
  return rows.map((row) => ({
    id: Number(text(row.id)),
    name: text(row.name) ?? '',
    organization: text(row.organization),
    organizationId: row.organization_id ? Number(text(row.organization_id)) : null,
    definition: text(row.definition) ?? '',
    description: text(row.description),
  }));
}
