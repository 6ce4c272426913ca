/** Lays corrections over the rows: after one was made or taken back, and after a run was stored anew. */
import type { CorrectionSelector, Observation } from '@aima/contract';
import { addTargets, correctionsToRelay, layersOf, writeLayers, type CorrectionAnchor, type RelayedCorrection, type SelectorField, type Transaction } from '../db/index.ts';
import { foundAgain, idsWithin, spansOf, type Anchor } from './anchors.ts';
import { layered } from './correction-patch.ts';

/** Rows at a time: what one correction of a busy speaker touches must not fill the memory. */
const BATCH = 2000;
/** Of a track or person: enough to know it again by. */
const SAMPLE = 100;

/** Writes anew what counts of these observations. */
export async function layCorrections(tx: Transaction, jobId: string, ids: readonly string[]): Promise<void> {
  for (let from = 0; from < ids.length; from += BATCH) {
    const layers = await layersOf(tx, jobId, ids.slice(from, from + BATCH));
    await writeLayers(tx, jobId, layers.map(({ original, steps }) => {
      const { observation, removed } = layered(original, steps.filter(({ stands }) => stands));
      const takenBack = steps.some(({ kind, stands }) => kind === 'add' && !stands);
      return { observation, removed: removed || takenBack, ...(observation.corrected === true ? { original } : {}) };
    }));
  }
}

export function selectedBy({ speakerId, personId, trackId }: CorrectionSelector): { field: SelectorField; value: string } {
  if (speakerId !== undefined) return { field: 'speakerId', value: speakerId };
  return personId !== undefined ? { field: 'personId', value: personId } : { field: 'trackId', value: trackId ?? '' };
}

/** Speakers rarely talk at once, so their stretches tell them apart; persons and tracks are seen side by side, so their places do. */
export function selectorAnchor(field: SelectorField, chosen: readonly Observation[]): CorrectionAnchor {
  if (field === 'speakerId') return { spans: spansOf(chosen).map(([from, to]) => [from, to]) };
  const step = Math.max(1, Math.ceil(chosen.length / SAMPLE));
  return { sample: chosen.filter((_, i) => i % step === 0).map(({ text: _text, attributes: _attributes, basedOn: _basedOn, ...rest }) => ({ ...rest, sentence: '' })) };
}

/** Of what was seen then, at least half must be found again under an id. */
function idsOfSample(sample: readonly Observation[], found: readonly Observation[], field: SelectorField): ReadonlySet<string> {
  const byId = new Map(found.map((item) => [item.id, item]));
  const again = [...foundAgain(sample.map((looked, i) => ({ lineage: String(i), looked })), found.filter((item) => item[field] !== undefined)).values()];
  const votes = Map.groupBy(again, (id) => byId.get(id)?.[field] ?? '');
  return new Set([...votes].filter(([, ids]) => ids.length * 2 >= again.length).map(([value]) => value));
}

function selectedAgain({ id, selector, anchor }: RelayedCorrection, found: readonly Observation[]): { correctionId: string; observationId: string }[] {
  if (!selector) return [];
  const { field } = selectedBy(selector);
  const values = anchor.spans ? idsWithin(anchor.spans, found, field) : idsOfSample(anchor.sample ?? [], found, field);
  return found.filter((item) => values.has(item[field] ?? '')).map((item) => ({ correctionId: id, observationId: item.id }));
}

/** After a run was stored: finds again what had been corrected. What is not found stays orphaned, to be tried at the next run. */
export async function relayCorrections(tx: Transaction, { jobId, mediaId, analyzer, observations }: { jobId: string; mediaId: string; analyzer: string; observations: readonly Observation[] }): Promise<void> {
  const corrections = await correctionsToRelay(tx, jobId, mediaId, analyzer);
  if (corrections.length === 0) return;
  const anchors = new Map<string, Anchor>();
  // Later ones of the same lineage overwrite earlier ones: the newest look counts.
  for (const { id, lineage, anchor } of corrections) if (anchor.looked) anchors.set(lineage ?? id, { lineage: lineage ?? id, looked: anchor.looked });
  const again = foundAgain([...anchors.values()], observations);
  const targets = corrections.flatMap((correction) => {
    if (correction.selector) return selectedAgain(correction, observations);
    const observationId = again.get(correction.lineage ?? correction.id);
    return observationId === undefined ? [] : [{ correctionId: correction.id, observationId }];
  });
  await addTargets(tx, jobId, targets);
  await layCorrections(tx, jobId, [...new Set(targets.map(({ observationId }) => observationId))]);
}
