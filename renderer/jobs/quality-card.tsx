import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Quality, Share } from '../../shared/restore-report.ts';
import { useFormat } from '../format/use-format.ts';
import classes from './quality-card.module.css';

/** Two decimals, rounded down: 100 % means that nothing is missing. */
function exactPercent(share: number): string {
  const hundredths = Math.floor(share * 10_000) / 100;
  return `${Number.isInteger(hundredths) ? hundredths : hundredths.toFixed(2)} %`;
}

const share = ({ proven, total }: Share) => (total === 0 ? 1 : proven / total);

interface QualityCardProps {
  readonly quality: Quality;
  /** Transactions of the binary logs that were applied behind what was measured. */
  readonly behind: number;
}

/** Recovery quality with the measured shares that it is the product of, and what none of them speaks of. */
export function QualityCard({ quality, behind }: QualityCardProps) {
  const { t } = useTranslation('jobs');
  const { count } = useFormat();
  const factors = (['rows', 'tables', 'objects', 'shards'] as const).flatMap((name) => {
    const of = quality[name];
    return of === undefined ? [] : [{ name, of }];
  });
  return (
    <section className={classes.root} aria-label={t('restored.quality')}>
      <div className={classes.total}>
        <Text size="sm" c="dimmed">
          {t(behind > 0 ? 'restored.qualityOfFull' : 'restored.quality')}
        </Text>
        <div className={classes.value}>{exactPercent(quality.value)}</div>
      </div>
      {factors.map(({ name, of }, index) => (
        <div key={name} className={classes.term}>
          <span className={classes.sign} aria-hidden>
            {index === 0 ? '=' : '×'}
          </span>
          <div>
            <Text size="sm" c="dimmed">
              {t(`restored.factor.${name}`)}
            </Text>
            <div className={classes.factor}>{exactPercent(share(of))}</div>
            <Text size="sm" c="dimmed" className="numeric">
              {t('restored.of', { proven: count(of.proven), total: count(of.total) })}
            </Text>
          </div>
        </div>
      ))}
      {behind > 0 && (
        <Text size="sm" className={classes.behind}>
          {t('restored.behind', { count: behind, transactions: count(behind) })}
        </Text>
      )}
    </section>
  );
}
