import { Badge, Radio, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Method } from '../../shared/manifest.ts';
import classes from './method-cards.module.css';

const METHODS: readonly Method[] = ['hot', 'warm', 'cold'];

interface MethodCardsProps {
  readonly value: Method;
  readonly recommended: Method;
  onChange(method: Method): void;
}

/** The three ways to back up, one sentence, one consequence and one reason each. */
export function MethodCards({ value, recommended, onChange }: MethodCardsProps) {
  const { t } = useTranslation('backup');
  return (
    <Radio.Group
      aria-label={t('how')}
      value={value}
      onChange={(chosen) => {
        const method = METHODS.find((one) => one === chosen);
        if (method) onChange(method);
      }}
    >
      <div className={classes.cards}>
        {METHODS.map((method) => (
          <Radio.Card key={method} value={method} className={classes.card} data-chosen={method === value || undefined}>
            <span className={classes.head}>
              <Radio.Indicator />
              <Text span fw={600} size="lg">
                {t(`methods.${method}.name`)}
              </Text>
              {method === recommended && (
                <Badge variant="light" className={classes.badge}>
                  {t('recommended')}
                </Badge>
              )}
            </span>
            <span>{t(`methods.${method}.sentence`)}</span>
            <span className={classes.consequence}>{t(`methods.${method}.consequence`)}</span>
            <span className={classes.why}>
              {t(method === 'hot' && recommended === 'hot' ? 'methods.hot.whyRecommended' : `methods.${method}.why`)}
            </span>
          </Radio.Card>
        ))}
      </div>
    </Radio.Group>
  );
}
