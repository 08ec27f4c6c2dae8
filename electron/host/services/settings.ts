import { Settings } from '../../../shared/contract.ts';
import { openStore, type Stored } from './open-store.ts';

/** Language and theme. */
export function openSettings(folder: string): Stored<Settings> {
  return openStore(folder, 'settings', Settings, { language: 'system', theme: 'system' });
}
