/** Profiles are data: which analyzers run, with which parameters. */
import type { AnalyzerChoice } from '@aima/contract';

export interface Profile {
  name: string;
  title: { en: string; de: string };
  analyzers: readonly AnalyzerChoice[];
}

const plain = (...names: string[]): AnalyzerChoice[] => names.map((name) => ({ name }));

export const profiles: readonly Profile[] = [
  {
    name: 'lite',
    title: { en: 'Everything that runs on any machine', de: 'Alles, was auf jedem Rechner läuft' },
    analyzers: plain(
      'cut_analysis', 'scene_segmentation', 'color_analysis', 'content_quality', 'camera_analysis',
      'audio_analysis', 'speech_transcription', 'text_overlay', 'object_detection', 'product_detection',
      'face_detection', 'facial_details', 'eye_tracking', 'age_estimation', 'emotion_detection', 'body_pose', 'hand_gesture', 'background_segmentation', 'nsfw_rating',
      'voice_activity', 'language_identification', 'speaker_diarization', 'noise_reduction', 'speech_emotion', 'audio_environment', 'sound_effects', 'depth_estimation', 'image_embedding',
    ),
  },
];
