/**
 * Of observations that stream by in order of time, those that the summary of a document is composed from. What they say of the
 * medium is what all of them would say (summary-sample.test.ts holds both against each other); numbers are counted beside it.
 */
import type { Observation } from '@aima/contract';

export interface SummarySample {
  add(observation: Observation): void;
  sample(): Observation[];
  byAnalyzer(): Record<string, number>;
  count(): number;
}

/** Characters of speech from which on nothing more of it is shown. */
const ENOUGH_SPEECH = 400;
/** From here on something is said without `perhaps`; the summary counts those apart. */
const CERTAIN = 0.6;

/** Keeps what was said once of each; the surest of equals. */
function surest(keyOf: (item: Observation) => string): { add(item: Observation): void; kept(): Observation[] } {
  const kept = new Map<string, Observation>();
  return {
    add(item) {
      const key = keyOf(item);
      const before = kept.get(key);
      // Places stay as they came first, since some are told in that order.
      if (!before || item.confidence > before.confidence) kept.set(key, item);
    },
    kept: () => [...kept.values()],
  };
}

/** Keeps the moment with most different ones; moments come one after the other. */
function fullestMoment(): { add(item: Observation): void; kept(): Observation[] } {
  let now: Observation[] = [];
  let best: Observation[] = [];
  let bestCount = 0;
  const close = (): void => {
    const count = new Set(now.map(({ trackId, id }) => trackId ?? id)).size;
    if (count > bestCount) [best, bestCount] = [now, count];
    now = [];
  };
  return {
    add(item) {
      if (now[0] && now[0].startMs !== item.startMs) close();
      now.push(item);
    },
    kept() {
      close();
      return best;
    },
  };
}

/** Without what no summary reads. */
const slim = ({ box: _box, basedOn: _basedOn, attributes, ...rest }: Observation): Observation =>
  ({ ...rest, sentence: '', ...(attributes?.['language'] === undefined ? {} : { attributes: { language: attributes['language'] } }) });

interface Keeper { add(item: Observation): void; kept(): Observation[] }

/** All of them: of each analyzer that the summary reads so little that it does not matter. */
function all(): Keeper {
  const kept: Observation[] = [];
  return { add: (item) => { kept.push(item); }, kept: () => kept };
}

function speech(): Keeper {
  const kept: Observation[] = [];
  let characters = 0;
  return {
    add(item) {
      if (characters > ENOUGH_SPEECH) return;
      characters += (item.text ?? '').length;
      kept.push(item);
    },
    kept: () => kept,
  };
}

const KEEPERS: Readonly<Record<string, () => Keeper>> = {
  nsfw_rating: () => surest(({ label = '' }) => label),
  scene_segmentation: all,
  object_detection: () => surest(({ label = '', trackId, id }) => `${label} ${trackId ?? id}`),
  sound_effects: () => surest(({ label = '' }) => label),
  audio_environment: () => surest(({ label = '' }) => label),
  text_overlay: () => surest(({ text = '' }) => text),
  language_identification: all,
  speaker_diarization: () => surest(({ speakerId = '' }) => speakerId),
  speech_transcription: speech,
};
const isPerson = ({ analyzer, label }: Observation): boolean => analyzer === 'face_detection' || (analyzer === 'object_detection' && label === 'person');

export function summarySample(): SummarySample {
  const counts: Record<string, number> = {};
  const keepers = new Map<string, Keeper>();
  const people = new Map<string, { all: Keeper; certain: Keeper }>();
  let total = 0;
  const addPerson = (item: Observation): void => {
    const kept = people.get(item.analyzer) ?? { all: fullestMoment(), certain: fullestMoment() };
    people.set(item.analyzer, kept);
    kept.all.add(item);
    if (item.confidence >= CERTAIN) kept.certain.add(item);
  };
  return {
    add(given) {
      total += 1;
      counts[given.analyzer] = (counts[given.analyzer] ?? 0) + 1;
      if (isPerson(given)) return addPerson(slim(given));
      const make = KEEPERS[given.analyzer];
      if (!make) return;
      const keeper = keepers.get(given.analyzer) ?? make();
      keepers.set(given.analyzer, keeper);
      keeper.add(slim(given));
    },
    sample: () => [...new Set([...[...keepers.values()].flatMap((keeper) => keeper.kept()), ...[...people.values()].flatMap(({ all: every, certain }) => [...every.kept(), ...certain.kept()])])],
    byAnalyzer: () => counts,
    count: () => total,
  };
}
