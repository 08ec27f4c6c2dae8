import type { JobRequest } from '../../shared/contract.ts';

type Kind = JobRequest['kind'];

/** The question before the app ends while jobs run. */
export interface QuitWords {
  readonly message: string;
  readonly detail: string;
  readonly keep: string;
  readonly stop: string;
}

/** What is running, what stopping it means for each kind, and two buttons that say what they do. */
export function quitWords(kinds: readonly Kind[], language: 'en' | 'zh-CN'): QuitWords {
  const words = WORDS[language];
  const present = (['backup', 'restore', 'verify'] as const).filter((kind) => kinds.includes(kind));
  const [only] = present;
  return {
    message: kinds.length === 1 && only ? words.one[only] : words.several(kinds.length),
    detail: [words.needed, ...present.map((kind) => words.stopping[kind])].join('\n\n'),
    keep: words.keep,
    stop: words.stop,
  };
}

interface Words {
  readonly one: Readonly<Record<Kind, string>>;
  readonly several: (count: number) => string;
  readonly needed: string;
  readonly stopping: Readonly<Record<Kind, string>>;
  readonly keep: string;
  readonly stop: string;
}

const WORDS: Readonly<Record<'en' | 'zh-CN', Words>> = {
  en: {
    one: { backup: 'A backup is running.', restore: 'A restore is running.', verify: 'A check is running.' },
    several: (count) => `${count} jobs are running.`,
    needed: 'They end when Shardkeep ends.',
    stopping: {
      backup:
        'Stopping a backup leaves the servers as they were. The unfinished set is not a backup; earlier sets are untouched.',
      restore:
        'Stopping a restore leaves the target with a part of the data. The backup is untouched, and the restore can be run again.',
      verify: 'Stopping a check changes nothing.',
    },
    keep: 'Keep running',
    stop: 'Stop and quit',
  },
  'zh-CN': {
    one: { backup: '备份正在进行。', restore: '恢复正在进行。', verify: '校验正在进行。' },
    several: (count) => `有 ${count} 个任务正在运行。`,
    needed: '退出 Shardkeep，任务也会随之停止。',
    stopping: {
      backup: '停止备份不会改变服务器。未完成的备份集不能用于恢复；已有的备份集不受影响。',
      restore: '停止恢复后，目标服务器上只有部分数据。备份不受影响，可以重新执行恢复。',
      verify: '停止校验不会改变任何内容。',
    },
    keep: '继续运行',
    stop: '停止并退出',
  },
};
