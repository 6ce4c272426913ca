/** Which analyzers share a lane, in which group it stands, and how its rows are made. Pure. */
import { ageWords } from './attribute-rows.js';
import { labelRows, packRows, row, timed } from './lane-rows.js';
import { isSeriesPoint, seriesKind, seriesPoints } from './series.js';

/** @import { Observation } from '@aima/contract' */
/** @import { Lane, PaletteStrip } from './lanes.js' */
/** @import { Tone } from './lane-rows.js' */
/** @import { StringKey } from './strings.js' */
/** @import { Words } from './words.js' */

/** @typedef {{ id: string, group: StringKey, title: StringKey, analyzers: string[], build: (groups: Observation[][], words: Words) => Partial<Lane> }} LaneKind */

const TALL_ROW_PX = 22;
const PALETTE_PX = 28;
/** Faces, voices and bodies at one time that get rows of their own. */
const MOST_AT_ONCE = 4;
/** Of what is told about each of them. */
const MOST_TOLD = 2;

/** @param {Observation[][]} groups @param {Words} words @returns {Partial<Lane>} */
function buildScenes([segments = [], cuts = []], words) {
  const spans = timed(segments, false);
  /** @param {string} label */
  const only = (label) => spans.filter((span) => span.label === label);
  const blends = spans.filter((span) => !['scene', 'shot', 'cut'].includes(span.label));
  const scenes = only('scene').map((span, i) => ({ ...span, text: `${words.label('scene')} ${i + 1}` }));
  const shots = only('shot').map((span, i) => ({ ...span, text: String(i + 1) }));
  const rows = [row('', 'strong', scenes), row('', 'plain', shots), row('', 'soft', blends)];
  return { rows: rows.filter((each) => each.spans.length > 0), marks: [...timed(cuts, false), ...only('cut')] };
}

/** @param {unknown} value @returns {{ hex: string, share: number, name: string }[]} Only well-formed colours; the rest is left out. */
export function readPalette(value) {
  if (!Array.isArray(value)) return [];
  return value.flatMap((/** @type {unknown} */ entry) => {
    if (typeof entry !== 'object' || entry === null || !('hex' in entry) || typeof entry.hex !== 'string' || !/^#[0-9a-f]{6}$/i.test(entry.hex)) return [];
    const share = 'share' in entry && typeof entry.share === 'number' && entry.share > 0 ? entry.share : 0;
    return [{ hex: entry.hex, share, name: 'name' in entry && typeof entry.name === 'string' ? entry.name : '' }];
  });
}

/** @param {Observation[]} group @param {(o: Observation) => boolean} wanted @returns {PaletteStrip[]} */
const palettesOf = (group, wanted) => group.flatMap((o) => {
  const colours = readPalette(o.attributes?.['palette']);
  return wanted(o) && colours.length > 0 ? [{ startMs: o.startMs, endMs: o.endMs, colours, best: o }] : [];
});

/** @param {Observation[][]} groups @returns {Partial<Lane>} */
function buildPalettes([group = []]) {
  const parts = palettesOf(group, (o) => o.label !== 'overall');
  const palettes = parts.length > 0 ? parts : palettesOf(group, () => true);
  return palettes.length > 0 ? { palettes, heightPx: PALETTE_PX } : { rows: packRows(timed(group, true), 2, 'plain') };
}

/** What a sound may do without anything being wrong. */
const ORDINARY = new Set(['silence', 'loud_event', 'music', 'speech', 'noise']);

/** @param {Observation[][]} groups @returns {Partial<Lane>} */
function buildCurve([group = []]) {
  const kind = seriesKind(group[0]?.analyzer ?? '');
  const points = kind ? seriesPoints(group, kind) : [];
  const findings = timed(group.filter((o) => points.length === 0 || !isSeriesPoint(o)), true);
  const rows = [
    ...packRows(findings.filter((span) => ORDINARY.has(span.label)), 2, 'plain'),
    ...packRows(findings.filter((span) => !ORDINARY.has(span.label)), 2, 'warn'),
  ];
  return { points, mirrored: kind?.mirrored ?? false, rows };
}

/** Rows of one of several analyzers of a lane, the first of them named. @param {Observation[]} group @param {string} label @param {Tone} tone @param {(o: Observation) => string | undefined} [text] */
function namedRows(group, label, tone, text = () => undefined) {
  const spans = timed(group, true).map((span) => ({ ...span, text: text(span.best) ?? span.text }));
  return packRows(spans, MOST_TOLD, tone).map((each, i) => (i === 0 ? { ...each, label } : each));
}

/** @param {Observation} o */
const isJudged = (o) => o.label !== 'not_determinable';

/** @param {Observation[][]} groups @param {Words} words @returns {Partial<Lane>} */
function buildFaces([faces = [], details = [], gaze = [], ages = [], looks = []], words) {
  return { rows: [
    ...packRows(timed(faces.length > 0 ? faces : details, true), MOST_AT_ONCE, 'face'),
    ...namedRows(gaze.filter(isJudged), words.t('rowGaze'), 'soft'),
    ...namedRows(ages.filter(isJudged), words.t('rowAge'), 'soft', (o) => ageWords(o.attributes, words)),
    ...namedRows(looks.filter(isJudged), words.t('rowExpression'), 'soft'),
  ] };
}

/** @param {Observation} o @param {Words} words */
const languageText = (o, words) => (typeof o.attributes?.['language'] === 'string' ? words.tongue(o.attributes['language']) : undefined);

/** @param {Observation[][]} groups @param {Words} words @returns {Partial<Lane>} */
function buildVoices([voice = [], speakers = [], language = [], clarity = [], tone = []], words) {
  return { rows: [
    ...namedRows(voice, words.t('rowVoice'), 'plain'),
    ...namedRows(speakers, words.t('rowSpeakers'), 'strong', (o) => o.speakerId),
    ...namedRows(language, words.t('rowLanguage'), 'plain', (o) => languageText(o, words)),
    ...namedRows(clarity, words.t('rowClarity'), 'soft'),
    ...namedRows(tone, words.t('rowTone'), 'soft'),
  ] };
}

/** One analyzer, packed into rows. @param {number} most @param {Tone} tone @param {boolean} [joinLabels] @param {number} [heightPx] @returns {LaneKind['build']} */
const packed = (most, tone, joinLabels = true, heightPx = undefined) => ([group = []]) => ({ rows: packRows(timed(group, joinLabels), most, tone, heightPx) });

/** That nothing was recognised is told once, below the lanes. @param {Observation} o */
export const isNothing = (o) => o.analyzer === 'nsfw_rating' && o.label === 'none';

/** @param {Observation[][]} groups @returns {Partial<Lane>} */
const buildRating = ([group = []]) => ({ rows: packRows(timed(group.filter((o) => !isNothing(o)), false), 1, 'warn') });

/** The curve and the whole course are read elsewhere; a lane shows the phases. @param {Observation} o */
const isPhase = (o) => o.label !== 'pace' && o.label !== 'course';

/** The text itself, which reads on in the card of the finding. @param {Observation[][]} groups @returns {Partial<Lane>} */
const buildTexts = ([group = []]) => ({ rows: packRows(timed(group, false).map((span) => ({ ...span, text: typeof span.best.attributes?.['description'] === 'string' ? span.best.attributes['description'] : span.text })), 1, 'plain') });

/** That pictures come as they should is no event. @param {Observation} o */
const isUneven = (o) => o.label !== 'cadence' || (o.attributes?.['pattern'] !== 'even' && o.attributes?.['pattern'] !== 'not_told');

/** In the order of the page. @type {LaneKind[]} */
export const laneKinds = [
  { id: 'scenes', group: 'groupPictures', title: 'laneScenes', analyzers: ['scene_segmentation', 'cut_analysis'], build: buildScenes },
  { id: 'course', group: 'groupPictures', title: 'laneCourse', analyzers: ['temporal_flow'], build: ([group = []]) => ({ rows: packRows(timed(group.filter(isPhase), true), 2, 'strong') }) },
  { id: 'texts', group: 'groupPictures', title: 'laneTexts', analyzers: ['scene_description'], build: buildTexts },
  { id: 'described', group: 'groupPictures', title: 'laneDescribed', analyzers: ['blip2', 'blip2_video_analyzer', 'qwen2_vl_temporal', 'qwen2_vl_optimized', 'video_llava', 'vid2seq', 'tarsier_video_description', 'streaming_dense_captioning', 'auroracap_analyzer'], build: (groups) => ({ rows: groups.flatMap((group = []) => packRows(timed(group, false), 1, 'plain')) }) },
  { id: 'camera', group: 'groupPictures', title: 'laneCamera', analyzers: ['camera_analysis'], build: packed(2, 'plain') },
  { id: 'composition', group: 'groupPictures', title: 'laneComposition', analyzers: ['composition_analysis'], build: packed(1, 'plain', false) },
  { id: 'visual', group: 'groupPictures', title: 'laneVisual', analyzers: ['visual_effects'], build: packed(2, 'warn') },
  { id: 'objects', group: 'groupPictures', title: 'laneObjects', analyzers: ['object_detection'], build: ([group = []], words) => ({ rows: labelRows(timed(group, true), 'object', words) }) },
  { id: 'products', group: 'groupPictures', title: 'laneProducts', analyzers: ['product_detection'], build: packed(3, 'object') },
  { id: 'colours', group: 'groupPictures', title: 'laneColours', analyzers: ['color_analysis'], build: buildPalettes },
  { id: 'background', group: 'groupPictures', title: 'laneBackground', analyzers: ['background_segmentation'], build: packed(1, 'plain') },
  { id: 'depth', group: 'groupPictures', title: 'laneDepth', analyzers: ['depth_estimation'], build: packed(1, 'plain') },
  { id: 'rating', group: 'groupPictures', title: 'laneRating', analyzers: ['nsfw_rating'], build: buildRating },
  { id: 'faces', group: 'groupPeople', title: 'laneFaces', analyzers: ['face_detection', 'facial_details', 'eye_tracking', 'age_estimation', 'emotion_detection'], build: buildFaces },
  { id: 'bodies', group: 'groupPeople', title: 'laneBody', analyzers: ['body_pose'], build: packed(MOST_AT_ONCE, 'object') },
  { id: 'hands', group: 'groupPeople', title: 'laneHands', analyzers: ['hand_gesture'], build: packed(2, 'object') },
  { id: 'gestures', group: 'groupPeople', title: 'laneGestures', analyzers: ['gesture_recognition'], build: packed(2, 'object') },
  { id: 'bearing', group: 'groupPeople', title: 'laneBearing', analyzers: ['body_language'], build: packed(2, 'soft') },
  { id: 'text', group: 'groupText', title: 'laneText', analyzers: ['text_overlay'], build: packed(4, 'text', false) },
  { id: 'calls', group: 'groupText', title: 'laneCalls', analyzers: ['comment_cta_detection'], build: packed(2, 'strong', false) },
  { id: 'speech', group: 'groupSound', title: 'laneSpeech', analyzers: ['speech_transcription'], build: packed(3, 'strong', false, TALL_ROW_PX) },
  { id: 'voices', group: 'groupSound', title: 'laneVoices', analyzers: ['voice_activity', 'speaker_diarization', 'language_identification', 'noise_reduction', 'speech_emotion'], build: buildVoices },
  { id: 'flow', group: 'groupSound', title: 'laneFlow', analyzers: ['speech_flow', 'speech_rate'], build: ([flow = [], rate = []]) => ({ rows: [...packRows(timed(flow, true), 2, 'soft'), ...packRows(timed(rate, true), 1, 'plain')] }) },
  { id: 'effects', group: 'groupSound', title: 'laneEffects', analyzers: ['sound_effects'], build: packed(2, 'warn') },
  { id: 'surroundings', group: 'groupSound', title: 'laneSounds', analyzers: ['audio_environment'], build: packed(1, 'plain') },
  { id: 'sync', group: 'groupSound', title: 'laneSync', analyzers: ['audio_visual_sync'], build: ([group = []]) => ({ rows: packRows(timed(group.filter(isJudged), true), 1, 'plain') }) },
  { id: 'quality', group: 'groupSignal', title: 'laneQuality', analyzers: ['content_quality'], build: buildCurve },
  { id: 'sound', group: 'groupSignal', title: 'laneSound', analyzers: ['audio_analysis'], build: buildCurve },
  { id: 'evenness', group: 'groupSignal', title: 'laneEvenness', analyzers: ['temporal_consistency'], build: ([group = []]) => ({ rows: packRows(timed(group.filter(isUneven), true), 2, 'warn') }) },
  { id: 'crosscheck', group: 'groupSignal', title: 'laneCrossCheck', analyzers: ['cross_analyzer_intelligence'], build: packed(2, 'soft') },
];

/** They have no lane: nothing of them can be read off one, or their run tells all. */
export const laneless = new Set(['image_embedding', 'minors_gate']);
