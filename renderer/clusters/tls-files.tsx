import { TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { ShardInput } from './draft.ts';
import classes from './tls-files.module.css';

const FILES = ['ca', 'cert', 'key'] as const;

interface TlsFilesProps {
  readonly shard: ShardInput;
  onChange(next: ShardInput): void;
}

/**
 * Certificates for an encrypted line, where it is asked for or some were given already: most servers need none, and sixty
 * shards are no place for fields that stay empty.
 */
export function TlsFiles({ shard, onChange }: TlsFilesProps) {
  const { t } = useTranslation('clusters');
  const { tls, tlsFiles } = shard;
  const asked = tls === 'required' || tls === 'verify';
  if (!asked && FILES.every((file) => tlsFiles[file] === undefined)) return null;
  return (
    <div className={classes.files}>
      {FILES.map((file) => (
        <TextInput
          key={file}
          label={t(`tlsFile.${file}`)}
          placeholder={t(`tlsFileHint.${file}`)}
          spellCheck={false}
          value={tlsFiles[file] ?? ''}
          onChange={({ currentTarget: { value } }) => onChange({ ...shard, tlsFiles: { ...tlsFiles, [file]: value } })}
        />
      ))}
    </div>
  );
}
