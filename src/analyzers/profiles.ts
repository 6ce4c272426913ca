/**
 * The built-in profiles, as data. The three of short videos are those of the systems that AIMA replaces, member by
 * member, with the stages those had; docs/decisions/0006-profiles.md says what a stage meant there and does here.
 */
import { DEFAULT_STAGE, type Profile, type ProfileAnalyzer } from '@aima/contract';

export interface Stage {
  name: string;
  title: { en: string; de: string };
  /** Who is in it, where it runs at all. */
  members: readonly string[];
}

interface BuiltIn extends Profile {
  title: { en: string; de: string };
  note: { en: string; de: string };
}

/** Four groups of the older short-video system; eight of its twenty-one analyzers had none. */
const FOUR_GROUPS: readonly Stage[] = [
  { name: 'stage1_gpu_heavy', title: { en: 'Heavy models', de: 'Schwere Modelle' }, members: ['product_detection', 'object_detection', 'blip2', 'visual_effects'] },
  { name: 'stage2_gpu_medium', title: { en: 'Medium models', de: 'Mittlere Modelle' }, members: ['camera_analysis', 'text_overlay', 'background_segmentation'] },
  { name: 'stage3_gpu_light', title: { en: 'Light models', de: 'Leichte Modelle' }, members: ['composition_analysis', 'color_analysis', 'content_quality'] },
  { name: 'cpu_parallel', title: { en: 'Beside them on the processor', de: 'Daneben auf dem Prozessor' }, members: ['audio_analysis', 'speech_transcription', 'temporal_flow'] },
];

const FIVE_STAGES: readonly Stage[] = [
  { name: 'stage1', title: { en: 'Heavy (Qwen2-VL)', de: 'Schwer (Qwen2-VL)' }, members: ['qwen2_vl_temporal'] },
  { name: 'stage2', title: { en: 'Core analysis', de: 'Kernanalyse' }, members: ['object_detection', 'text_overlay', 'speech_transcription'] },
  {
    name: 'stage3', title: { en: 'Detailed analysis', de: 'Detailanalyse' },
    members: ['body_pose', 'background_segmentation', 'camera_analysis', 'scene_segmentation', 'color_analysis', 'content_quality', 'cut_analysis', 'age_estimation', 'eye_tracking'],
  },
  { name: 'stage4', title: { en: 'Audio and flow', de: 'Ton und Verlauf' }, members: ['audio_analysis', 'audio_environment', 'speech_emotion', 'speech_flow', 'temporal_flow'] },
  { name: 'stage5', title: { en: 'Intelligence', de: 'Zusammenschau' }, members: ['cross_analyzer_intelligence'] },
];

/** The third system kept the groups without telling who was in them; its describers are the heaviest models there are. */
const GROUPS_WITH_DESCRIBERS = FOUR_GROUPS.map((stage, i) => (i === 0 ? { ...stage, members: [...stage.members, 'qwen2_vl_temporal', 'qwen2_vl_optimized'] } : stage));

/** Active in all three short-video systems. */
const SHARED_BY_ALL = [
  'object_detection', 'text_overlay', 'camera_analysis', 'background_segmentation', 'color_analysis', 'content_quality', 'scene_segmentation', 'cut_analysis', 'eye_tracking', 'age_estimation',
  'temporal_flow', 'speech_transcription', 'audio_analysis', 'audio_environment', 'speech_emotion',
];

const DESCRIBERS = ['blip2', 'blip2_video_analyzer', 'qwen2_vl_temporal', 'qwen2_vl_optimized', 'video_llava', 'vid2seq', 'tarsier_video_description', 'streaming_dense_captioning'];
/** Its descriptions were too poor to be shown; who wants them nevertheless turns it on. */
const OFF_BY_DEFAULT = ['auroracap_analyzer'];

const EVERYTHING = [
  'cut_analysis', 'scene_segmentation', 'color_analysis', 'content_quality', 'camera_analysis', 'visual_effects',
  'audio_analysis', 'speech_transcription', 'text_overlay', 'object_detection', 'product_detection',
  'face_detection', 'facial_details', 'eye_tracking', 'age_estimation', 'emotion_detection', 'body_pose', 'hand_gesture', 'gesture_recognition', 'body_language', 'background_segmentation', 'composition_analysis', 'nsfw_rating',
  'voice_activity', 'language_identification', 'speaker_diarization', 'noise_reduction', 'speech_emotion', 'speech_rate', 'speech_flow', 'comment_cta_detection', 'audio_environment', 'sound_effects', 'depth_estimation', 'image_embedding',
  'temporal_flow', 'temporal_consistency', 'audio_visual_sync', 'scene_description', 'trend_analysis', 'cross_analyzer_intelligence',
  ...DESCRIBERS,
];

/** Signals of safety that exist today; restraint, airway and being left alone are not among them yet. */
const SAFETY_SO_FAR = [
  'cut_analysis', 'scene_segmentation', 'object_detection', 'face_detection', 'age_estimation', 'emotion_detection', 'body_pose', 'hand_gesture', 'gesture_recognition', 'nsfw_rating',
  'voice_activity', 'language_identification', 'speech_transcription', 'speech_emotion', 'audio_environment', 'sound_effects',
];

function builtIn(facts: Pick<BuiltIn, 'name' | 'title' | 'note'> & { tier?: 'full'; stages?: readonly Stage[]; on: readonly string[]; off?: readonly string[] }): BuiltIn {
  const { name, title, note, tier, stages = [], on, off = [] } = facts;
  const member = (analyzer: string, runs: boolean): ProfileAnalyzer => {
    const stage = stages.find(({ members }) => members.includes(analyzer))?.name;
    return { name: analyzer, ...(runs ? {} : { on: false }), ...(stage === undefined ? {} : { stage }) };
  };
  return {
    name, title, note, ...(tier ? { tier } : {}),
    ...(stages.length > 0 ? { stages: stages.map((stage) => ({ name: stage.name, title: stage.title })) } : {}),
    analyzers: [...on.map((analyzer) => member(analyzer, true)), ...off.map((analyzer) => member(analyzer, false))],
  };
}

export const profiles: readonly BuiltIn[] = [
  builtIn({
    name: 'lite', on: EVERYTHING, off: OFF_BY_DEFAULT,
    title: { en: 'Everything that runs on any machine', de: 'Alles, was auf jedem Rechner läuft' },
    note: { en: 'Describers need the full tier and say so.', de: 'Beschreiber brauchen die volle Stufe und sagen es.' },
  }),
  builtIn({
    name: 'full', tier: 'full', stages: FOUR_GROUPS, on: EVERYTHING, off: OFF_BY_DEFAULT,
    title: { en: 'Everything, by the best method that is here', de: 'Alles, nach der besten Methode, die hier ist' },
    note: { en: 'Eight describers each ask the model server; turn off those that you do not need.', de: 'Acht Beschreiber fragen je für sich den Modell-Server; abschalten, wer nicht gebraucht wird.' },
  }),
  builtIn({
    name: 'short-video-19', stages: FIVE_STAGES, on: [...SHARED_BY_ALL, 'body_pose', 'qwen2_vl_temporal', 'speech_flow', 'cross_analyzer_intelligence'],
    title: { en: 'Short videos: 19 analyzers in five stages', de: 'Kurzvideos: 19 Analysatoren in fünf Stufen' },
    note: { en: 'As in the system of five stages; Qwen2-VL is asked first.', de: 'Wie im System der fünf Stufen; zuerst wird Qwen2-VL gefragt.' },
  }),
  builtIn({
    name: 'short-video-21', stages: FOUR_GROUPS,
    on: [...SHARED_BY_ALL, 'product_detection', 'visual_effects', 'composition_analysis', 'blip2', 'sound_effects', 'speech_rate'],
    title: { en: 'Short videos: 21 analyzers in four groups', de: 'Kurzvideos: 21 Analysatoren in vier Gruppen' },
    note: { en: 'BLIP-2 describes; eight analyzers had no group and are in the default one.', de: 'BLIP-2 beschreibt; acht Analysatoren hatten keine Gruppe und sind in der voreingestellten.' },
  }),
  builtIn({
    name: 'short-video-23', stages: GROUPS_WITH_DESCRIBERS,
    on: [...SHARED_BY_ALL, 'product_detection', 'visual_effects', 'qwen2_vl_temporal', 'qwen2_vl_optimized', 'sound_effects', 'speech_rate', 'speech_flow', 'comment_cta_detection'],
    off: [
      'body_pose', 'composition_analysis', 'face_detection', 'emotion_detection', 'facial_details', 'body_language', 'hand_gesture', 'gesture_recognition', 'video_llava', 'blip2_video_analyzer', 'vid2seq',
      'depth_estimation', 'temporal_consistency', 'audio_visual_sync', 'scene_description', 'streaming_dense_captioning', 'tarsier_video_description', 'auroracap_analyzer', 'trend_analysis',
    ],
    title: { en: 'Short videos: 23 of 42 analyzers', de: 'Kurzvideos: 23 von 42 Analysatoren' },
    note: { en: 'The nineteen that were turned off there are off here, and can be turned on in a copy.', de: 'Die neunzehn, die dort abgeschaltet waren, sind es auch hier; in einer Kopie lassen sie sich einschalten.' },
  }),
  builtIn({
    name: 'safety', on: SAFETY_SO_FAR,
    title: { en: 'Signals of safety', de: 'Zeichen zur Sicherheit' },
    note: {
      en: 'Not complete: restraint, airway and being left alone are not recognised yet. What it finds are signals, never a verdict.',
      de: 'Noch nicht vollständig: Fesselung, Atemwege und Alleingelassensein werden noch nicht erkannt. Was es findet, sind Zeichen, nie ein Urteil.',
    },
  }),
];

/** The analyzers of a profile that run, stage by stage in its order; empty stages are left out. */
export function runningStages({ stages = [], analyzers }: Pick<Profile, 'stages' | 'analyzers'>): { stage: string; analyzers: ProfileAnalyzer[] }[] {
  const named = stages.map(({ name }) => name);
  const order = named.includes(DEFAULT_STAGE) ? named : [...named, DEFAULT_STAGE];
  return order
    .map((stage) => ({ stage, analyzers: analyzers.filter((each) => each.on !== false && (each.stage ?? DEFAULT_STAGE) === stage) }))
    .filter((each) => each.analyzers.length > 0);
}
