import { spawn } from 'node:child_process';
import { Socket } from 'node:net';

/** Ends a server and removes its folder should this process die without doing so, even by SIGKILL. */
export interface Guard {
  /** The server has ended: its pid may soon belong to something else. */
  serverEnded(): void;
  /** The folder is gone too; the guard ends. */
  release(): void;
}

/** Its input closes when this process dies, however it dies; `read` then returns false and the loop ends. */
const SCRIPT = `
  pid=$1 folder=$2
  while read -r word; do
    case $word in
      ended) pid= ;;
      release) exit ;;
    esac
  done
  [ -n "$pid" ] && kill -9 "$pid" && sleep 0.2
  rm -rf -- "$folder" || { sleep 1; rm -rf -- "$folder"; }
`;

/** Watches over the server `pid` and its `folder` from a process of its own, which a Ctrl-C in the terminal does not reach. */
export function startGuard(pid: number, folder: string): Guard {
  const child = spawn('/bin/sh', ['-c', SCRIPT, 'shardkeep-guard', String(pid), folder], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  child.unref();
  child.stdin.on('error', () => {});
  if (child.stdin instanceof Socket) child.stdin.unref();
  return {
    serverEnded: () => child.stdin.write('ended\n'),
    release: () => child.stdin.end('release\n'),
  };
}
