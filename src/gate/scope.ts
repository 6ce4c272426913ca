/**
 * What the gate stands before. Whoever is not named here is behind it: an analyzer that was forgotten, or that a plugin
 * brings, is guarded.
 */

export const GATE_NAME = 'minors_gate';

/** Describe no person, body, clothing or act. On their own they may run without the gate. */
const FREE: ReadonlySet<string> = new Set([
  'cut_analysis', 'scene_segmentation', 'camera_analysis', 'color_analysis', 'content_quality', 'text_overlay', 'visual_effects', 'temporal_consistency',
  'audio_analysis', 'audio_environment', 'sound_effects', 'noise_reduction', 'voice_activity', 'speaker_diarization', 'language_identification',
  'speech_transcription', 'speech_emotion', 'speech_rate', 'speech_flow', 'comment_cta_detection',
]);

/** Numbers of signals: what they found of a held shot describes nothing of it, and tells where it begins and ends. */
export const MEASURING: ReadonlySet<string> = new Set(['cut_analysis', 'scene_segmentation', 'camera_analysis', 'content_quality', 'audio_analysis', 'noise_reduction']);

/** True where choosing the analyzer brings the gate. */
export const isGuarded = (analyzer: string): boolean => !FREE.has(analyzer);

/** True where findings about a held shot are withheld, once the gate is there. */
export const describes = (analyzer: string): boolean => !MEASURING.has(analyzer);
