/** All relations between analyzers, as data: a name, whom it compares, and the pure function that finds it. */
import type { Claim, Heard } from './claim.ts';
import { agesOfPerson, faceWithPerson, personWithBody, toneWithExpression } from './people-relations.ts';
import { cameraWithPicture, cutWithLook, cutWithSound, fadeWithSilence } from './picture-relations.ts';
import { languageOfText, soundWithThing, speechOnCamera, textSpoken, thingNamed } from './speech-relations.ts';

interface Relation {
  analyzers: readonly string[];
  find: (heard: Heard) => Claim[];
}

export const relations = {
  face_with_person: { analyzers: ['face_detection', 'object_detection', 'body_pose'], find: faceWithPerson },
  person_with_body: { analyzers: ['object_detection', 'body_pose', 'face_detection'], find: personWithBody },
  ages_of_person: { analyzers: ['age_estimation', 'face_detection'], find: agesOfPerson },
  tone_with_expression: { analyzers: ['speech_emotion', 'emotion_detection'], find: toneWithExpression },
  speech_on_camera: { analyzers: ['voice_activity', 'audio_visual_sync', 'facial_details', 'face_detection'], find: speechOnCamera },
  text_spoken: { analyzers: ['text_overlay', 'speech_transcription'], find: textSpoken },
  language_of_text: { analyzers: ['language_identification', 'text_overlay'], find: languageOfText },
  thing_named: { analyzers: ['object_detection', 'product_detection', 'speech_transcription', 'text_overlay'], find: thingNamed },
  sound_with_thing: { analyzers: ['sound_effects', 'object_detection'], find: soundWithThing },
  cut_with_look: { analyzers: ['cut_analysis', 'image_embedding'], find: cutWithLook },
  cut_with_sound: { analyzers: ['cut_analysis', 'audio_analysis'], find: cutWithSound },
  camera_with_picture: { analyzers: ['camera_analysis', 'content_quality', 'background_segmentation'], find: cameraWithPicture },
  fade_with_silence: { analyzers: ['scene_segmentation', 'audio_analysis'], find: fadeWithSilence },
} as const satisfies Readonly<Record<string, Relation>>;

export type RelationName = keyof typeof relations;
// Object.keys forgets the keys of a literal.
export const RELATION_NAMES = Object.keys(relations) as [RelationName, ...RelationName[]];

/** Whom any relation or correlation asks. */
export const HEARD: readonly string[] = [...new Set(Object.values(relations).flatMap(({ analyzers }): readonly string[] => analyzers))];
