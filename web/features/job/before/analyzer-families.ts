/** Which analyzers stand together on the page; what is not named here, such as a plugin's, stands under 'more'. */

const FAMILIES = ['see', 'hear', 'people', 'understand', 'safety', 'more'] as const;
export type Family = (typeof FAMILIES)[number];

const MEMBERS: Readonly<Record<Exclude<Family, 'more'>, readonly string[]>> = {
  see: ['cut_analysis', 'scene_segmentation', 'camera_analysis', 'color_analysis', 'content_quality', 'visual_effects', 'temporal_consistency', 'composition_analysis', 'object_detection', 'product_detection', 'background_segmentation', 'depth_estimation', 'image_embedding', 'text_overlay'],
  hear: ['audio_analysis', 'voice_activity', 'speech_transcription', 'language_identification', 'speaker_diarization', 'speech_rate', 'speech_flow', 'speech_emotion', 'noise_reduction', 'audio_environment', 'sound_effects'],
  people: ['face_detection', 'facial_details', 'age_estimation', 'emotion_detection', 'eye_tracking', 'body_pose', 'hand_gesture', 'gesture_recognition', 'body_language'],
  understand: ['scene_description', 'temporal_flow', 'audio_visual_sync', 'comment_cta_detection', 'trend_analysis', 'cross_analyzer_intelligence', 'blip2', 'blip2_video_analyzer', 'qwen2_vl_temporal', 'qwen2_vl_optimized', 'video_llava', 'vid2seq', 'tarsier_video_description', 'streaming_dense_captioning', 'auroracap_analyzer'],
  safety: ['nsfw_rating'],
};

const ORDER = new Map(Object.entries(MEMBERS).flatMap(([family, names]) => names.map((name, at): [string, { family: Family; at: number }] => [name, { family: family as Family /* a key of the table */, at }])));

/** In the order of the table; families without a member are left out. */
export function byFamily<A extends { name: string }>(analyzers: readonly A[]): { family: Family; analyzers: A[] }[] {
  const place = ({ name }: A) => ORDER.get(name) ?? { family: 'more' as const, at: Number.MAX_SAFE_INTEGER };
  const sorted = analyzers.toSorted((a, b) => place(a).at - place(b).at);
  return FAMILIES.flatMap((family) => {
    const members = sorted.filter((analyzer) => place(analyzer).family === family);
    return members.length === 0 ? [] : [{ family, analyzers: members }];
  });
}
