import type { Session } from '../mysql/connect.ts';

/** Whether a server has libraries, which routines in other languages than SQL import: MySQL from 9.2 on. */
export async function hasLibraries(session: Session): Promise<boolean> {
  if (session.flavour !== 'mysql') return false;
  const rows = await session.texts(
    "SELECT 1 FROM information_schema.tables WHERE table_schema = 'information_schema' AND table_name = 'LIBRARIES'",
  );
  return rows.length > 0;
}
