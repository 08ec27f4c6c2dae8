import { Button, Text } from '@mantine/core';
import { IconPlugConnectedX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { bridge } from '../bridge.ts';
import { useConnection } from '../use-connection.ts';
import classes from './connection-banner.module.css';

/** Says that the web host is out of reach, what goes on meanwhile, and what helps. */
export function ConnectionBanner() {
  const { t } = useTranslation('frame');
  const state = useConnection();
  if (state === 'open' || state === 'connecting') return null;
  return (
    <div className={classes.root} role="alert">
      <IconPlugConnectedX className={classes.icon} size={18} aria-hidden />
      <Text size="sm" className={classes.words}>
        {t(state === 'lost' ? 'lost' : 'refused')}
      </Text>
      {state === 'lost' && (
        <Button size="compact-sm" variant="default" onClick={() => bridge.reconnect()}>
          {t('retry', { ns: 'common' })}
        </Button>
      )}
    </div>
  );
}
