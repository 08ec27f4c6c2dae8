import './global.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { invoke } from './api.ts';
import { App } from './app.tsx';
import { languageOf, startWords } from './i18n/language.ts';

/** How long the first picture waits for the chosen language before it takes the system's. */
const PATIENCE_MS = 1500;

/** The host knows the system's language better than the browser does, and the user's choice beats both. */
async function firstLanguage() {
  const late = new Promise<null>((resolve) => setTimeout(resolve, PATIENCE_MS, null));
  const asked = Promise.all([invoke('settings.get'), invoke('app.info')]).catch(() => null);
  const answer = await Promise.race([asked, late]);
  return answer === null
    ? languageOf('system', navigator.language)
    : languageOf(answer[0].language, answer[1].systemLanguage);
}

const place = document.getElementById('root');
if (place) {
  await startWords(await firstLanguage());
  createRoot(place).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
}
