import { Button, CopyButton as Copy } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

interface CopyButtonProps {
  readonly value: string;
  /** What is copied, for those who only hear the button. */
  readonly label?: string;
}

/** Copies a text and says so for a moment. */
export function CopyButton({ value, label }: CopyButtonProps) {
  const { t } = useTranslation();
  return (
    <Copy value={value} timeout={1500}>
      {({ copied, copy }) => (
        <Button
          variant="default"
          size="compact-sm"
          onClick={copy}
          leftSection={copied ? <IconCheck size={14} aria-hidden /> : <IconCopy size={14} aria-hidden />}
          {...(label === undefined ? {} : { 'aria-label': `${t(copied ? 'copied' : 'copy')}: ${label}` })}
        >
          <span aria-live="polite">{t(copied ? 'copied' : 'copy')}</span>
        </Button>
      )}
    </Copy>
  );
}
