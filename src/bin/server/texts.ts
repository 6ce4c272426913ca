/** What the server says to whoever started it. */
import type { Language } from '@aima/contract';

const en = {
  ready: (url: string, data: string) => `AIMA is ready: ${url} (data in ${data}). Ctrl-C stops it.`,
  works: (data: string) => `AIMA is ready: it works on jobs and answers nobody (data in ${data}). Ctrl-C stops it.`,
  welcome: (link: string) => `Nobody administrates this AIMA yet. This link makes the first account, once:\n  ${link}`,
  stopping: 'Stopping: what runs is finished first. Ctrl-C again ends at once.',
  stopped: 'Stopped. What was confirmed is kept.',
  stoppedHard: 'Something did not end in time; the next start goes on from what is kept.',
};

const de: typeof en = {
  ready: (url, data) => `AIMA ist bereit: ${url} (Daten in ${data}). Strg-C hält es an.`,
  works: (data) => `AIMA ist bereit: es arbeitet an Aufträgen und antwortet niemandem (Daten in ${data}). Strg-C hält es an.`,
  welcome: (link) => `Noch verwaltet niemand dieses AIMA. Dieser Link legt einmalig das erste Konto an:\n  ${link}`,
  stopping: 'Hält an: was läuft, wird noch beendet. Noch einmal Strg-C beendet sofort.',
  stopped: 'Angehalten. Bestätigtes ist behalten.',
  stoppedHard: 'Etwas endete nicht rechtzeitig; der nächste Start macht mit dem Behaltenen weiter.',
};

/** In the language of the terminal, English where it is another. */
export function textsIn(env: Readonly<Record<string, string | undefined>>): typeof en & { language: Language } {
  const german = /^de/i.test(env['LC_ALL'] ?? env['LC_MESSAGES'] ?? env['LANG'] ?? '');
  return german ? { ...de, language: 'de' } : { ...en, language: 'en' };
}
