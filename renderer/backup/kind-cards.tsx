import { Badge, Radio, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Kind } from '../../shared/manifest.ts';
import type { NoChain } from '../../shared/set-chains.ts';
import classes from './method-cards.module.css';

const KINDS: readonly Kind[] = ['full', 'incremental', 'differential'];

interface KindCardsProps {
  readonly cluster: string;
  readonly value: Kind;
  /** The suggested one first. */
  readonly offered: readonly Kind[];
  /** Why no incremental set is offered; null where one is, and while nobody knows. */
  readonly why: NoChain | null;
  onChange(kind: Kind): void;
}

/** What of the cluster goes into the set. What cannot follow here is not offered, and a sentence says why. */
export function KindCards({ cluster, value, offered, why, onChange }: KindCardsProps) {
  const { t } = useTranslation(['backup', 'common']);
  const [suggested] = offered;
  return (
    <>
      {offered.length === 1 ? (
        <Text>{t('onlyFull')}</Text>
      ) : (
        <Radio.Group
          aria-label={t('kind')}
          value={value}
          onChange={(chosen) => {
            const kind = offered.find((one) => one === chosen);
            if (kind) onChange(kind);
          }}
        >
          <div className={classes.cards}>
            {KINDS.filter((kind) => offered.includes(kind)).map((kind) => (
              <Radio.Card key={kind} value={kind} className={classes.card} data-chosen={kind === value || undefined}>
                <span className={classes.head}>
                  <Radio.Indicator />
                  <Text span fw={600} size="lg">
                    {t(`common:kind.${kind}`)}
                  </Text>
                  {kind === suggested && (
                    <Badge variant="light" className={classes.badge}>
                      {t('recommended')}
                    </Badge>
                  )}
                </span>
                <span>{t(`kinds.${kind}.sentence`)}</span>
                <span className={classes.consequence}>{t(`kinds.${kind}.consequence`)}</span>
              </Radio.Card>
            ))}
          </div>
        </Radio.Group>
      )}
      {why !== null && (
        <Text c="dimmed" mt="xs">
          {t(`noChain.${why}`, { cluster })}
        </Text>
      )}
    </>
  );
}
