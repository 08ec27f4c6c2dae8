import { TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { ShardInput } from './draft.ts';
import classes from './tls-files.module.css';

const CERTIFICATES = ['ca', 'cert', 'key'] as const;
/** Where a line is not encrypted, the password is, and only with a key that is known from elsewhere. */
const SERVER_KEY = ['serverKey'] as const;
const FILES = [...CERTIFICATES, ...SERVER_KEY];

interface TlsFilesProps {
  readonly shard: ShardInput;
  onChange(next: ShardInput): void;
}

/**
 * Certificates for an encrypted line and the server's key for one that is not, where it is asked for or some were given
 * already: most servers need none, and sixty shards are no place for fields that stay empty.
 */
export function TlsFiles({ shard, onChange }: TlsFilesProps) {
  const { t } = useTranslation('clusters');
  const { tls, tlsFiles } = shard;
  const asked: readonly string[] = tls === 'off' ? SERVER_KEY : tls === 'preferred' ? [] : CERTIFICATES;
  const shown = FILES.filter((file) => asked.includes(file) || tlsFiles[file] !== undefined);
  if (shown.length === 0) return null;
  return (
    <div className={classes.files}>
      {shown.map((file) => (
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
