/** Analyzers by what they are about: one lane, one colour each. */
import type { Observation } from './observation-index.ts';

/** `colour` stands out on pictures and on both themes; it never says anything alone. */
export const FAMILIES = [
  { id: 'scenes', colour: '#3b82f6', analyzers: ['scene_segmentation', 'cut_analysis', 'scene_description', 'visual_effects', 'temporal_flow'] },
  { id: 'speech', colour: '#f59e0b', analyzers: ['speech_transcription', 'speaker_diarization', 'voice_activity', 'language_identification', 'speech_emotion', 'speech_rate', 'speech_flow', 'noise_reduction', 'audio_visual_sync'] },
  { id: 'persons', colour: '#10b981', analyzers: ['face_detection', 'body_pose', 'hand_gesture', 'gesture_recognition', 'body_language', 'facial_details', 'emotion_detection', 'age_estimation', 'eye_tracking'] },
  { id: 'text', colour: '#ec4899', analyzers: ['text_overlay', 'comment_cta_detection'] },
  { id: 'objects', colour: '#8b5cf6', analyzers: ['object_detection', 'product_detection', 'background_segmentation', 'depth_estimation'] },
  { id: 'camera', colour: '#06b6d4', analyzers: ['camera_analysis', 'composition_analysis'] },
  { id: 'quality', colour: '#64748b', analyzers: ['content_quality', 'color_analysis', 'temporal_consistency'] },
  { id: 'sounds', colour: '#f97316', analyzers: ['sound_effects', 'audio_environment', 'audio_analysis'] },
  { id: 'safety', colour: '#ef4444', analyzers: ['nsfw_rating', 'minors_gate'] },
  { id: 'meaning', colour: '#a16207', analyzers: ['trend_analysis', 'cross_analyzer_intelligence', 'image_embedding'] },
  { id: 'others', colour: '#6b7280', analyzers: [] },
] as const satisfies readonly { id: string; colour: string; analyzers: readonly string[] }[];

export type FamilyId = (typeof FAMILIES)[number]['id'];

const byAnalyzer = new Map<string, FamilyId>(FAMILIES.flatMap(({ id, analyzers }) => analyzers.map((name): [string, FamilyId] => [name, id])));
const colours = new Map<FamilyId, string>(FAMILIES.map(({ id, colour }) => [id, colour]));

/** Whose boxes say nothing that others do not; they can be switched on. */
export const FIRST_HIDDEN: readonly string[] = ['background_segmentation', 'depth_estimation', 'composition_analysis'];

/** A plugin's analyzer is among the others. */
export const familyOf = (analyzer: string): FamilyId => byAnalyzer.get(analyzer) ?? 'others';
export const colourOf = (family: FamilyId): string => colours.get(family) ?? '#6b7280';

/** Persons among the objects belong to the persons. */
export const familyOfFinding = ({ analyzer, label }: Pick<Observation, 'analyzer' | 'label'>): FamilyId => (analyzer === 'object_detection' && label === 'person' ? 'persons' : familyOf(analyzer));
