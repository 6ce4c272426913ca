/**
 * Who speaks when, by sherpa-onnx: pyannote's segmentation tells voices apart within windows of 10 s, an embedding of
 * each voice links the windows (Bredin, 'pyannote.audio 2.1 speaker diarization pipeline', 2023). The embeddings
 * stay in here.
 */
import { createRequire } from 'node:module';
import type { SpeakerTurn } from '@aima/sdk';
import { AppError } from '../kernel/app-error.ts';

/** Cosine distance within which two stretches are one voice; sherpa-onnx's own examples use 0.5 with this embedding. */
const SAME_VOICE = 0.5;
/** Shorter sounds of a voice, and shorter pauses in it, are not told, seconds. */
const SHORTEST_S = { on: 0.3, off: 0.5 };

/** The part of sherpa-onnx-node that is used here; the package has no types of its own. */
interface Sherpa {
  OfflineSpeakerDiarization: new (config: Record<string, unknown>) => {
    sampleRate: number;
    process(samples: Float32Array): readonly { start: number; end: number; speaker: number }[];
  };
}

const require = createRequire(import.meta.url);

const isSherpa = (loaded: unknown): loaded is Sherpa => typeof loaded === 'object' && loaded !== null && 'OfflineSpeakerDiarization' in loaded;

/** @param files verified paths of both networks. @returns turns in order of their start */
export function openDiarization(files: { segmentation: string; embedding: string }, threads: number): (samples: Float32Array) => SpeakerTurn[] {
  const sherpa: unknown = require('sherpa-onnx-node');
  if (!isSherpa(sherpa)) throw new AppError('MODEL_UNSUPPORTED', 'The package sherpa-onnx-node knows no speaker diarization.');
  const diarization = new sherpa.OfflineSpeakerDiarization({
    segmentation: { pyannote: { model: files.segmentation }, numThreads: threads },
    embedding: { model: files.embedding, numThreads: threads },
    clustering: { numClusters: -1, threshold: SAME_VOICE },
    minDurationOn: SHORTEST_S.on, minDurationOff: SHORTEST_S.off,
  });
  return (samples) => diarization.process(samples)
    .map(({ start, end, speaker }) => ({ startMs: Math.round(start * 1000), endMs: Math.round(end * 1000), speaker }))
    .sort((a, b) => a.startMs - b.startMs);
}
