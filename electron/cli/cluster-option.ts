import type { Command } from 'commander';
import type { Cluster } from '../../shared/cluster.ts';
import { readClusterFile } from '../engine/cluster/read-cluster-file.ts';

/** Options of every command that reads a cluster file. */
export interface ClusterOptions {
  readonly cluster: string;
  readonly allowEnv?: readonly string[];
  readonly allowPasswordFiles?: boolean;
}

/** Adds `--cluster` and what it may read its passwords from. */
export function withClusterOption(command: Command, description = 'cluster file (JSON or YAML)'): Command {
  return command
    .requiredOption('--cluster <file>', description)
    .option(
      '--allow-env <name>',
      'let passwordEnv name this variable, which does not begin with SHARDKEEP_ (may be repeated)',
      (name: string, before: string[] = []) => [...before, name],
    )
    .option('--allow-password-files', 'let passwordFile name files outside of the cluster file’s folder');
}

/** The cluster that the options name, with its passwords. */
export function clusterOf({ cluster, allowEnv, allowPasswordFiles }: ClusterOptions): Cluster {
  return readClusterFile(cluster, process.env, {
    ...(allowEnv === undefined ? {} : { env: allowEnv }),
    ...(allowPasswordFiles === undefined ? {} : { passwordFiles: allowPasswordFiles }),
  });
}
