/** The four cards of JOB-10 to JOB-13, and that every state has its icon and its words in both languages. */
import { JobStage, JobState } from '@aima/contract';
import i18next from 'i18next';
import { beforeAll, describe, expect, test } from 'vitest';
import { dateOf, STAGE_LOOKS, STATE_ICONS, waitsForPerson } from './job-look.ts';
import { sayOfJobs } from './words.ts';

beforeAll(() => i18next.init({ lng: 'de', fallbackLng: false, resources: {}, interpolation: { escapeValue: false, prefix: '{', suffix: '}' } }));

describe('cards', () => {
  test('each stage has the colour, the border and the badge that are demanded of it', async () => {
    expect(STAGE_LOOKS.created.card).toMatch(/bg-stage-created .*border-dotted/);
    expect(STAGE_LOOKS.ml_done.card).toMatch(/bg-stage-ml .*border-solid/);
    expect(STAGE_LOOKS.llm).toMatchObject({ card: expect.stringContaining('bg-stage-llm') as unknown, pulses: true });
    expect(STAGE_LOOKS.done).toMatchObject({ card: expect.stringContaining('bg-stage-done') as unknown, pulses: false });
    expect(Object.values(STAGE_LOOKS).filter(({ pulses }) => pulses)).toHaveLength(1);
    expect(Object.entries(STAGE_LOOKS).flatMap(([stage, { icon }]) => (icon ? [stage] : []))).toEqual(['done']);
    await i18next.changeLanguage('de');
    expect(JobStage.options.map((stage) => sayOfJobs(`stage_${stage}`))).toEqual(['Erstellt', 'ML-Abgeschlossen', 'LLM-Verarbeitung', 'Fertig']);
    await i18next.changeLanguage('en');
    expect(JobStage.options.map((stage) => sayOfJobs(`stage_${stage}`))).toEqual(['Created', 'ML finished', 'LLM processing', 'Finished']);
  });

  test.each(['en', 'de'])('no two states share a word or an icon (%s)', async (language) => {
    await i18next.changeLanguage(language);
    const words = JobState.options.map((state) => sayOfJobs(`state_${state}`));
    expect(new Set(words).size).toBe(JobState.options.length);
    expect(words.filter((word) => word.includes('_'))).toEqual([]);
    expect(new Set(Object.values(STATE_ICONS)).size).toBe(JobState.options.length);
    for (const state of JobState.options) {
      const next = waitsForPerson(state);
      if (next !== undefined) expect(sayOfJobs(`next_${next}`)).not.toContain('_');
    }
  });

  test('one medium is one in both languages', async () => {
    const said = (count: number): string => sayOfJobs('media', { count, shown: count });
    await i18next.changeLanguage('de');
    expect([said(1), said(0), said(12)]).toEqual(['1 Medium', '0 Medien', '12 Medien']);
    await i18next.changeLanguage('en');
    expect([said(1), said(0), said(12)]).toEqual(['1 medium', '0 media', '12 media']);
  });

  test('the latest of its days counts', () => {
    expect(dateOf({ createdAt: 'a' })).toBe('a');
    expect(dateOf({ createdAt: 'a', startedAt: 'b', finishedAt: 'c' })).toBe('c');
    expect(dateOf({ createdAt: 'a', startedAt: 'b', finishedAt: 'c', completedAt: 'd' })).toBe('d');
  });
});
