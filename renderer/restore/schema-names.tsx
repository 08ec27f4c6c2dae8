import { TextInput } from '@mantine/core';
import { IconArrowRight } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { NAME_LENGTH, type SchemaName } from './place.ts';
import classes from './where-step.module.css';

interface SchemaNamesProps {
  readonly schemas: readonly SchemaName[];
  onRename(schema: string, to: string): void;
}

/** What each schema of the set is called on the target. */
export function SchemaNames({ schemas, onRename }: SchemaNamesProps) {
  const { t } = useTranslation('restore');
  return (
    <div className={classes.pairs}>
      <div className={`${classes.pair} ${classes.head}`}>
        <span>{t('where.schema')}</span>
        <span />
        <span>{t('where.becomes')}</span>
      </div>
      {schemas.map(({ schema, to }) => (
        <div key={schema} className={classes.pair}>
          <span className={classes.name} title={schema}>
            {schema}
          </span>
          <IconArrowRight className={classes.arrow} size={18} aria-hidden />
          <TextInput
            aria-label={`${schema}: ${t('where.becomes')}`}
            value={to}
            onChange={(event) => onRename(schema, event.currentTarget.value)}
            error={
              to.trim() === '' ? t('missing.schema-name') : to.length > NAME_LENGTH && t('missing.schema-name-long')
            }
            spellCheck={false}
            autoComplete="off"
          />
        </div>
      ))}
    </div>
  );
}
