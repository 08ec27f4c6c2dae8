import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { SetDetails } from '../../shared/contract.ts';
import { useFormat } from '../format/use-format.ts';

/** What a set builds on, what else is needed for it, and which instants that opens; nothing for a full set. */
export function ChainWords({ details: { chain } }: { readonly details: SetDetails }) {
  const { t } = useTranslation(['backups', 'common']);
  const { dateTime, instant } = useFormat();
  const [full, last] = [chain[0], chain.at(-1)];
  const parent = chain.at(-2);
  if (!full || !last || !parent) return null;
  const kind = parent === full ? 'full' : parent.id.includes('-differential-') ? 'differential' : 'incremental';
  return (
    <>
      <Text>
        {[
          t('panel.buildsOn', { kind: t(`panel.kinds.${kind}`), time: dateTime(parent.cutAt) }),
          t('panel.needs', { count: chain.length - 1 }),
        ].join(t('common:gap'))}
      </Text>
      <Text>{t('panel.window', { from: instant(full.cutAt), to: instant(last.cutAt) })}</Text>
    </>
  );
}
