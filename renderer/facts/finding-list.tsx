import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Finding } from '../../shared/restore-report.ts';
import { Statement } from '../components/statement.tsx';
import { type Status, StatusIcon } from '../components/status-word.tsx';
import { useFormat } from '../format/use-format.ts';
import { CappedList } from '../jobs/capped-list.tsx';
import classes from './finding-list.module.css';
import { type FindingGroup, groupFindings } from './group-findings.ts';
import { useFacts } from './use-facts.ts';

interface FindingBoxProps extends FindingsProps {
  readonly title: string;
  /** `off` for what is only good to know. */
  readonly status: Status;
}

/** A box of findings under a title. */
export function FindingBox({ title, status, ...list }: FindingBoxProps) {
  if (list.findings.length === 0) return null;
  return (
    <section className={classes.root} data-status={status}>
      <Text fw={600} className={classes.title}>
        {status !== 'off' && <StatusIcon status={status} size={18} />}
        {title}
      </Text>
      <Findings {...list} />
    </section>
  );
}

interface FindingsProps {
  readonly findings: readonly Finding[];
  /** False where the page offers its own way out. */
  readonly remedies?: boolean;
}

/** What was found on the targets, each with its remedy; statements can be copied. */
export function Findings({ findings, remedies = true }: FindingsProps) {
  return (
    <CappedList items={groupFindings(findings)}>
      {(shown) => (
        <ul className={classes.list}>
          {shown.map((group) => (
            <FindingItem key={JSON.stringify(group)} group={group} remedies={remedies} />
          ))}
        </ul>
      )}
    </CappedList>
  );
}

function FindingItem({ group, remedies }: { readonly group: FindingGroup; readonly remedies: boolean }) {
  const { t } = useTranslation('facts');
  const { list } = useFormat();
  const { what, remedy } = useFacts().finding(group.finding);
  return (
    <li>
      {group.targets.length === 0 ? what : t('on', { shards: list(group.targets), what })}
      {remedies && remedy !== undefined && (
        <>
          <div className={classes.remedy}>{remedy}</div>
          <Statements members={group.members} />
        </>
      )}
    </li>
  );
}

/** SQL to copy; where it differs from shard to shard, with the name of the one it is for. */
function Statements({ members }: { readonly members: readonly Finding[] }) {
  const facts = useFacts();
  const all = members.flatMap((member) => facts.finding(member).statements.map((sql) => ({ sql, on: member.target })));
  const bySql = [...Map.groupBy(all, ({ sql }) => sql)];
  const named = bySql.length > 1 && members.length > 1;
  return (
    <CappedList items={bySql}>
      {(shown) =>
        shown.map(([sql, places]) => <Statement key={sql} sql={sql} on={named ? places[0]?.on : undefined} />)
      }
    </CappedList>
  );
}
