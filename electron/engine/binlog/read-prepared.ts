import type { Xid } from '../../../shared/binlog-range.ts';
import { EngineError } from '../engine-error.ts';
import type { Session } from '../mysql/connect.ts';

/**
 * Transactions that were prepared with XA and are neither committed nor rolled back; null where the account may not ask
 * (MySQL: XA_RECOVER_ADMIN). https://dev.mysql.com/doc/refman/9.7/en/xa-statements.html
 */
export async function readPrepared(session: Session): Promise<Xid[] | null> {
  try {
    const rows = await session.query('XA RECOVER');
    return rows.map((row) => {
      const [format, length, , data] = Object.values(row);
      const split = Number(length);
      return {
        format: Number(format),
        gtrid: data?.subarray(0, split).toString('hex') ?? '',
        bqual: data?.subarray(split).toString('hex') ?? '',
      };
    });
  } catch (error) {
    if (error instanceof EngineError && (error.failure.code === 'missing-privilege' || error.errno === XA_DENIED))
      return null;
    throw error;
  }
}

/** ER_XAER_RMERR, MySQL's answer to accounts without XA_RECOVER_ADMIN. */
const XA_DENIED = 1401;
