import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { CopyButton } from '../components/copy-button.tsx';
import { type Status, StatusIcon } from '../components/status-word.tsx';
import { useFacts } from '../facts/use-facts.ts';
import { useFormat } from '../format/use-format.ts';
import { CappedList } from '../jobs/capped-list.tsx';
import classes from './finding-list.module.css';
import { type FindingGroup, groupFindings } from './group-findings.ts';
import type { SortedFindings } from './sort-findings.ts';

interface FindingListProps {
  readonly title: string;
  /** `off` for what is only good to know. */
  readonly status: Status;
  readonly findings: SortedFindings[keyof SortedFindings];
  /** False where the page offers its own way out. */
  readonly remedies?: boolean;
}

/** What was found on the target, each with its remedy; statements can be copied. */
export function FindingList({ title, status, findings, remedies = true }: FindingListProps) {
  if (findings.length === 0) return null;
  return (
    <section className={classes.root} data-status={status}>
      <Text fw={600} className={classes.title}>
        {status !== 'off' && <StatusIcon status={status} size={18} />}
        {title}
      </Text>
      <CappedList items={groupFindings(findings)}>
        {(shown) => (
          <ul className={classes.list}>
            {shown.map((group) => (
              <FindingItem key={JSON.stringify(group)} group={group} remedies={remedies} />
            ))}
          </ul>
        )}
      </CappedList>
    </section>
  );
}

function FindingItem({ group, remedies }: { readonly group: FindingGroup; readonly remedies: boolean }) {
  const { t } = useTranslation('restore');
  const { list } = useFormat();
  const { what, remedy, statements } = useFacts().finding(group.finding);
  return (
    <li>
      {group.targets.length === 0 ? what : t('ready.on', { shards: list(group.targets), what })}
      {remedies && remedy !== undefined && <div className={classes.remedy}>{remedy}</div>}
      {remedies &&
        statements.map((statement) => (
          <div key={statement} className={classes.statement}>
            <code>{statement}</code>
            <CopyButton value={statement} label={statement} />
          </div>
        ))}
    </li>
  );
}
