import type { FailureReason } from '../../shared/failure-words.ts';

/** Ways out at a command line, where an option, a command or the cluster file is one. They follow the reason's own. */
export const failureWays: Readonly<Partial<Record<FailureReason, string>>> = {
  'too-many-connections': 'Fewer lanes (--lanes) need fewer connections.',
  'no-tls': 'Enable TLS on the server, or set tls.mode to "off" if the network is trusted.',
  'password-in-clear':
    'Or give the server’s public key, copied from it by a safe way, as tls.serverKey (MySQL: SHOW STATUS LIKE "Caching_sha2_password_rsa_public_key").',
  'tls-only': 'Set tls.mode to "required" or "verify" for this shard.',
  'password-too-long': 'In the cluster file: tls.mode "required".',
  'untrusted-certificate':
    'Give the authority’s file as tls.ca, or use tls.mode "required" to encrypt without checking who answers.',
  'tls-file-unreadable': 'Correct the path in the cluster file.',
  'may-not-lock': 'Or use --method hot, which holds no lock.',
  'others-hold-locks': 'Or use --method hot, which holds no lock.',
  'may-not-skip-binlog': 'Or restore without --skip-binlog.',
  'nothing-matches': 'A pattern is schema.table with the names as they are in the set.',
  'unknown-set-shard': 'Correct what --map names.',
  'unknown-target': 'Correct what --map names; targets are called as in the cluster file.',
  'unknown-schema': 'Correct what --rename names.',
  'no-target': 'Say where it goes: --map {{shard}}=TARGET',
  'destination-taken': 'Run the command again.',
  'file-too-large': 'Choose a smaller --volume-size (FAT32 takes up to 4 GiB).',
  'row-too-large': 'Leave the table out with --only.',
  'no-such-set': 'See what is there with: shardkeep list --from DIR',
  'no-complete-set': 'See what is there with: shardkeep list --from DIR',
  'no-complete-set-of': 'See what is there with: shardkeep list --from DIR, and name a set with --id.',
  'set-interrupted':
    'Choose a complete set; see them with: shardkeep list --from DIR. A full set can be finished with: shardkeep resume --cluster FILE --to DIR --id {{id}}, and the options of backup that it was begun with',
  'resume-asked-otherwise':
    'resume takes the options of backup: --method, --only, --accounts, --without-account-statements.',
  'prove-not-full': 'See which are full with: shardkeep list --from DIR',
  'prove-log-missing':
    'Run: shardkeep backup --cluster FILE --to DIR --kind incremental --base {{last}}. Taken right behind every full set, it costs little and never comes too late.',
  'practice-taken': 'Other names: --rename OLD=NEW',
  'no-accounts': 'Restore without --accounts, or from a set that was backed up with --accounts.',
  'several-clusters': 'Name it with --id.',
  'data-folder-taken': 'Use the one that runs, end it first, or give another folder with --data-dir.',
  'data-folder-busy': 'Use the one that runs, end it first, or give another folder with --data-dir.',
};
