/** How runs end on a track that holds no sample. */
import type { Language } from '@aima/contract';
import type { NotRun } from '@aima/sdk';

export const noSound = (language: Language): NotRun => ({
  notRun: 'no_audio',
  message: language === 'de' ? 'Die Tonspur enthält keine lesbaren Daten.' : 'The audio track holds nothing readable.',
});
