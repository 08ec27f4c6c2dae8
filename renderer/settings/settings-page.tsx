import { Paper, SegmentedControl, Stack, Text, Title } from '@mantine/core';
import { type ReactNode, useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { Settings } from '../../shared/contract.ts';
import { FailureNotice } from '../components/failure-notice.tsx';
import { Loading } from '../components/loading.tsx';
import { StatusWord } from '../components/status-word.tsx';
import { Page } from '../frame/page.tsx';
import { PageHeader } from '../frame/page-header.tsx';
import { useAppInfo, useSaveSettings, useSettings } from '../queries.ts';

/** Language, theme, and in plain words where things are kept. */
export function SettingsPage() {
  const { t } = useTranslation('settings');
  const settings = useSettings();
  const save = useSaveSettings();
  const info = useAppInfo();
  const change = (part: Partial<Settings>) => settings.data && save.mutate({ ...settings.data, ...part });
  return (
    <Page>
      <PageHeader title={t('title')} subtitle={t('subtitle')} />
      <Stack gap="xl">
        {save.error && <FailureNotice failure={save.error.failure} />}
        {settings.data ? (
          <Paper withBorder p="lg">
            <Stack>
              <Choice
                label={t('language')}
                value={settings.data.language}
                options={{ system: t('system'), en: 'English', 'zh-CN': '简体中文' }}
                onChange={(language) => change({ language })}
              />
              <Choice
                label={t('theme')}
                value={settings.data.theme}
                options={{ system: t('system'), light: t('light'), dark: t('dark') }}
                onChange={(theme) => change({ theme })}
              />
            </Stack>
          </Paper>
        ) : (
          <Loading lines={3} height={32} />
        )}
        {info.data && (
          <>
            <Section title={t('security')}>
              <StatusWord status={info.data.secrets.safe ? 'ok' : 'attention'}>
                {t(`secrets.${info.data.secrets.kept}`)}
              </StatusWord>
              <Text c="dimmed">{t('passwordsOut')}</Text>
            </Section>
            <Section title={t('about')}>
              <Fact label={t('version')}>{info.data.version}</Fact>
              <Fact label={t('runs')}>{t(`host.${info.data.host}`)}</Fact>
              <Fact label={t('data')}>{info.data.dataFolder}</Fact>
            </Section>
          </>
        )}
      </Stack>
    </Page>
  );
}

interface ChoiceProps<V extends string> {
  readonly label: string;
  readonly value: V;
  readonly options: Readonly<Record<V, string>>;
  onChange(value: V): void;
}

function Choice<V extends string>({ label, value, options, onChange }: ChoiceProps<V>) {
  const id = useId();
  const values = Object.keys(options) as V[];
  return (
    <div>
      <Text id={id} fw={600} mb={4}>
        {label}
      </Text>
      <SegmentedControl
        aria-labelledby={id}
        value={value}
        onChange={(next) => onChange(next as V)}
        data={values.map((one) => ({ value: one, label: options[one] }))}
      />
    </div>
  );
}

function Section({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section>
      <Title order={2} size="h3" mb="xs">
        {title}
      </Title>
      <Paper withBorder p="lg">
        <Stack gap="xs">{children}</Stack>
      </Paper>
    </section>
  );
}

function Fact({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <Text component="div">
      <Text span c="dimmed" display="inline-block" miw={180}>
        {label}
      </Text>
      <span>{children}</span>
    </Text>
  );
}
