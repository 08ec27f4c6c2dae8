import type { FromEngine, ToEngine } from '../../job/engine-protocol.ts';
import type { SecretCipher } from './secrets.ts';

/** A process that runs one job, however the host makes one. */
export interface EngineProcess {
  post(message: ToEngine): void;
  onMessage(listener: (message: FromEngine) => void): void;
  /** Exactly once; `how` names exit code or signal. */
  onExit(listener: (how: string) => void): void;
  kill(): void;
}

/** Everything that differs between Electron and the web host; services know nothing else about where they run. */
export interface Platform {
  readonly host: 'electron' | 'web';
  /** Absolute; settings, clusters, secrets and the history of jobs live there. */
  readonly dataFolder: string;
  /** BCP 47, such as `zh-CN`. */
  readonly systemLanguage: string;
  /** Null where secrets must not be written: they then live as long as this run. */
  readonly cipher: SecretCipher | null;
  startEngine(): EngineProcess;
  /** Null where there is no dialog. */
  readonly pickFolder: (() => Promise<string | null>) | null;
  /** Null where there is no file manager. */
  readonly showFolder: ((path: string) => Promise<void>) | null;
  /** Told how many jobs run whenever that changes. */
  readonly onRunningJobs?: (running: number) => void;
}
