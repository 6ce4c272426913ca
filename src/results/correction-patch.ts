/** One correction laid over one observation. Pure. */
import type { AddedObservation, CorrectionKind, CorrectionPatch, Observation } from '@aima/contract';
import { AppError } from '../kernel/app-error.ts';

/** An observation with what people said of it. */
export interface Layered {
  observation: Observation;
  removed: boolean;
}

export interface Step {
  kind: CorrectionKind;
  patch?: CorrectionPatch | undefined;
}

const words = (label: string): string => label.replaceAll('_', ' ');

/** The sentence follows what was changed: old words are replaced in it; where they do not stand in it, it says the new ones. */
function sentenceOf(before: Observation, after: Pick<Observation, 'text' | 'label'>, given: string | undefined): string {
  if (given !== undefined) return given;
  if (after.text === before.text && after.label === before.label) return before.sentence;
  for (const [old, now] of [[before.text, after.text], [before.label && words(before.label), after.label && words(after.label)]] as const) {
    if (old !== undefined && old !== '' && now !== undefined && old !== now && before.sentence.includes(old)) return before.sentence.replace(old, () => now);
  }
  return after.text ?? (after.label === undefined ? before.sentence : words(after.label));
}

const OPTIONAL = ['label', 'text', 'box', 'trackId', 'personId', 'speakerId'] as const;

/** @throws AppError INVALID_MESSAGE where it would end before it begins */
export function patched(observation: Observation, patch: CorrectionPatch): Observation {
  const { label, text, box, trackId, personId, speakerId, attributes, ...rest } = observation;
  const values: Record<string, unknown> = { label, text, box, trackId, personId, speakerId };
  for (const field of OPTIONAL) if (patch[field] !== undefined) values[field] = patch[field] ?? undefined;
  const merged = Object.entries({ ...attributes, ...patch.attributes }).filter(([, value]) => value !== null);
  const { startMs = rest.startMs, endMs = rest.endMs } = patch;
  if (endMs < startMs) throw new AppError('INVALID_MESSAGE', `It would end (${endMs} ms) before it begins (${startMs} ms).`);
  const given = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Partial<Pick<Observation, (typeof OPTIONAL)[number]>>; // only these fields, of the patch's schema
  return {
    ...rest, ...given, startMs, endMs,
    ...(patch.attributes === undefined ? (attributes === undefined ? {} : { attributes }) : merged.length === 0 ? {} : { attributes: Object.fromEntries(merged) }),
    sentence: sentenceOf(observation, given, patch.sentence),
    source: 'user', corrected: true,
  };
}

/** What counts: the corrections that stand, one after the other, over what was there without them. */
export function layered(original: Observation, steps: readonly Step[]): Layered {
  let observation = original;
  let removed = false;
  for (const { kind, patch } of steps) {
    if (kind === 'edit' && patch) observation = editedOr(observation, patch);
    if (kind === 'remove') removed = true;
    if (kind === 'accept' || kind === 'reject') observation = { ...observation, review: kind === 'accept' ? 'accepted' : 'rejected' };
  }
  return { observation, removed };
}

/** Two edits that fitted what they were made on may not fit each other after a re-run: then the later leaves the times as they are. */
function editedOr(observation: Observation, patch: CorrectionPatch): Observation {
  const { startMs = observation.startMs, endMs = observation.endMs, ...rest } = patch;
  return patched(observation, endMs < startMs ? rest : patch);
}

/** A finding that a person made, as a row of its own. */
export function addedObservation(id: string, runId: string, { label, text, box, trackId, personId, speakerId, attributes, sentence, ...rest }: AddedObservation): Observation {
  if (rest.endMs < rest.startMs) throw new AppError('INVALID_MESSAGE', `It would end (${rest.endMs} ms) before it begins (${rest.startMs} ms).`);
  return {
    id, runId, ...rest,
    ...(label === undefined ? {} : { label }), ...(text === undefined ? {} : { text }), ...(box === undefined ? {} : { box }), ...(trackId === undefined ? {} : { trackId }),
    ...(personId === undefined ? {} : { personId }), ...(speakerId === undefined ? {} : { speakerId }), ...(attributes === undefined ? {} : { attributes }),
    sentence: sentence ?? text ?? words(label ?? rest.analyzer), source: 'user',
  };
}
