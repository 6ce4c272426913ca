/** Made observations of speech for tests. */
import type { Observation } from '@aima/contract';

const made = (id: string, analyzer: string, startMs: number, endMs: number): Observation => ({
  id, runId: 'r', mediaId: 'm', analyzer, label: 'speech', startMs, endMs, confidence: 1, sentence: 'x', source: 'model',
});

export const said = (text: string, startMs: number, endMs: number, { language = 'en', speakerId, confidence = 1 }: { language?: string; speakerId?: string; confidence?: number } = {}): Observation => ({
  ...made(`t-${startMs}`, 'speech_transcription', startMs, endMs), text, confidence, attributes: { language }, ...(speakerId === undefined ? {} : { speakerId }),
});

export const voiced = (startMs: number, endMs: number): Observation => made(`v-${startMs}`, 'voice_activity', startMs, endMs);

export const shown = (text: string, startMs: number, endMs: number, confidence = 1): Observation => ({ ...made(`o-${startMs}`, 'text_overlay', startMs, endMs), text, confidence });
