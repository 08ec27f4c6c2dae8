import { useMediaQuery } from '@mantine/hooks';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { JobSnapshot } from '../../shared/contract.ts';
import { VirtualRows } from '../backups/virtual-rows.tsx';
import rows from '../components/row-link.module.css';
import { useFormat } from '../format/use-format.ts';
import { useNow } from '../format/use-now.ts';
import { destinationOf, placeName } from '../jobs/describe-job.ts';
import { OutcomeWord } from './outcome-word.tsx';

/** Beside the navigation there is room for the columns that matter. */
const NARROW = '(max-width: 1150px)';

/** Runs as a table; a row opens the run's page. */
export function RunTable({ runs }: { readonly runs: readonly JobSnapshot[] }) {
  const { t } = useTranslation('activity');
  const { dateTime, shortTime, relative, bytes, betweenShort } = useFormat();
  const now = useNow();
  const narrow = useMediaQuery(NARROW, window.matchMedia(NARROW).matches);
  return (
    <VirtualRows
      className={rows.rows}
      items={runs}
      rowHeight={36}
      maxHeight="max(320px, calc(100vh - 280px))"
      minWidth={narrow ? 540 : 760}
      label={t('list')}
      keyOf={({ id }) => id}
      columns={[
        { title: t('run') },
        { title: t('cluster'), width: narrow ? 96 : 120 },
        { title: t('started'), width: narrow ? 120 : 268 },
        { title: t('took'), width: narrow ? 76 : 88, number: true },
        ...(narrow ? [] : [{ title: t('amount'), width: 88, number: true }]),
        { title: t('outcome'), width: narrow ? 168 : 188 },
      ]}
    >
      {(run) => {
        const { id, request, cluster, startedAt, endedAt } = run;
        const amount = amountOf(run);
        return (
          <>
            <td>
              <Link to="/jobs/$id" params={{ id }} className={rows.open}>
                {request.kind === 'backup' && request.setKind !== undefined && request.setKind !== 'full'
                  ? t(`logKinds.${request.setKind}`)
                  : t(`kinds.${request.kind}`)}
                <span className={rows.aside}>{placeName(destinationOf(request))}</span>
              </Link>
            </td>
            <td title={cluster}>{cluster}</td>
            <td title={dateTime(startedAt)}>
              {(narrow ? shortTime : dateTime)(startedAt)}{' '}
              <span className={`${rows.aside} ${rows.ago}`}>{relative(startedAt, now)}</span>
            </td>
            <td data-number>{endedAt === undefined ? '' : betweenShort(startedAt, endedAt)}</td>
            {!narrow && <td data-number>{amount === 0 ? '' : bytes(amount)}</td>}
            <td>
              <OutcomeWord run={run} />
            </td>
          </>
        );
      }}
    </VirtualRows>
  );
}

/** What was read or written; the last look at a run that ended well was a moment before its end. */
function amountOf({ state, request, progress, result }: JobSnapshot): number {
  if (result?.kind === 'backup') {
    const { kind, bytes, logBytes } = result.set.summary;
    return (kind === 'full' ? bytes : logBytes) ?? 0;
  }
  if (result?.kind === 'restore') return result.report.tables.reduce((sum, table) => sum + table.bytes, 0);
  // What a set holds is known beforehand; of a backup the total is an estimate until its end.
  const whole = state === 'done' && request.kind !== 'backup';
  return (whole ? progress?.bytesTotal : progress?.bytesDone) ?? 0;
}
