import { Collapse, Text, UnstyledButton } from '@mantine/core';
import { IconAlertTriangle, IconChevronRight, IconCircleX, IconPlayerStop } from '@tabler/icons-react';
import { type ReactNode, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Failure, FailureCode } from '../../shared/failure.ts';
import { useFacts } from '../facts/use-facts.ts';
import { useFormat } from '../format/use-format.ts';
import { CappedList } from '../jobs/capped-list.tsx';
import { useConnection } from '../use-connection.ts';
import { describeFailure } from './describe-failure.ts';
import classes from './failure-notice.module.css';
import { Statement } from './statement.tsx';

/** Failures that mean damaged or different data; all others only need the user. */
const AT_RISK: ReadonlySet<FailureCode> = new Set(['damaged', 'difference']);

interface FailureNoticeProps {
  readonly failure: Failure;
  /** The next step as a button. */
  readonly action?: ReactNode;
}

/** A failure in words: what happened, what is safe, what to do; the engine's and the server's own words folded in. */
export function FailureNotice({ failure, action }: FailureNoticeProps) {
  const { t } = useTranslation('failures');
  const { language } = useFormat();
  const facts = useFacts();
  const [open, setOpen] = useState(false);
  const id = useId();
  const connection = useConnection();
  // The banner above the page says why nothing answers, and what helps: one message for one cause.
  if (failure.code === 'unreachable' && connection === 'refused') return null;
  const { headline, points, place, safe, next, statements } = describeFailure(failure, language, facts);
  const details = detailsOf(failure, [headline, place].join('\n'));
  const risk = AT_RISK.has(failure.code);
  const Icon = failure.code === 'cancelled' ? IconPlayerStop : risk ? IconCircleX : IconAlertTriangle;
  return (
    <div className={classes.root} data-risk={risk || undefined} role="alert">
      <Icon className={classes.icon} size={20} stroke={1.8} aria-hidden />
      <div className={classes.body}>
        <Text fw={600}>{headline}</Text>
        {points.length > 0 && (
          <CappedList items={points}>
            {(shown) => (
              <ul className={classes.points}>
                {shown.map((point) => (
                  <li key={point}>{point}</li>
                ))}
              </ul>
            )}
          </CappedList>
        )}
        {place !== '' && <Text>{t('at', { place })}</Text>}
        {safe !== null && <Text>{safe}</Text>}
        <Text>{next}</Text>
        {statements.map((sql) => (
          <Statement key={sql} sql={sql} />
        ))}
        {details.length > 0 && (
          <>
            <UnstyledButton
              className={classes.toggle}
              aria-expanded={open}
              aria-controls={id}
              onClick={() => setOpen(!open)}
            >
              <IconChevronRight className={classes.chevron} size={14} data-open={open || undefined} aria-hidden />
              {t('details', { ns: 'common' })}
            </UnstyledButton>
            <Collapse expanded={open} transitionDuration={140} id={id}>
              <dl className={classes.details}>
                {details.map(({ label, text }) => (
                  <div key={label}>
                    <dt>{t(label)}</dt>
                    <dd>{text}</dd>
                  </div>
                ))}
              </dl>
            </Collapse>
          </>
        )}
      </div>
      {action !== undefined && <div className={classes.action}>{action}</div>}
    </div>
  );
}

interface Detail {
  readonly label: 'message' | 'where' | 'cause';
  readonly text: string;
}

/** What is not said above already; sentences of our own only where there was no fact to say. */
function detailsOf({ message, cause, where, fact, detail }: Failure, said: string): Detail[] {
  const place = [where.shard, where.server, where.field]
    .filter((part) => part !== undefined && !said.includes(part))
    .join(' · ');
  return [
    ...(fact || detail || said.includes(message) ? [] : [{ label: 'message' as const, text: message }]),
    ...(place === '' ? [] : [{ label: 'where' as const, text: place }]),
    ...(cause === undefined || said.includes(cause) ? [] : [{ label: 'cause' as const, text: cause }]),
  ];
}
