/** Of which kind the models of an analyzer are; each kind has its colour and sign everywhere (DSN-05 to DSN-08). */
import type { components } from '@aima/contract/client';

type Analyzer = Pick<components['schemas']['AnalyzerDescription'], 'name' | 'method' | 'models' | 'reads'>;

export type ModelKind = 'llm' | 'vision' | 'audio' | 'pose' | 'rule';
export const MODEL_KINDS: readonly ModelKind[] = ['llm', 'vision', 'audio', 'pose', 'rule'];

/** Models that find a body, or a part of it, in space. */
const POSE = new Set(['movenet-lightning', 'blazepose-full', 'handlandmark-full', 'gesture-classifier']);

/** A model server that transcribes listens; everything else behind one describes in language. */
export function modelKindOf({ method, models, reads }: Analyzer): ModelKind {
  if (models.length === 0 || method === 'rule' || method === 'statistics') return 'rule';
  const listens = reads.sound && !reads.pictures;
  if (models.includes('model-server') && !listens) return 'llm';
  if (listens) return 'audio';
  return models.some((model) => POSE.has(model)) ? 'pose' : 'vision';
}
