/**
 * One text a scene (photo, passage of sound), composed by rule from what others found: what is seen, written, said and
 * heard, each with its certainty. It says that it is composed; nothing here has looked at the picture.
 */
import { defineAnalyzer, FindingFields } from '@aima/sdk';
import { z } from 'zod';
import { sceneSentence, sceneText } from './lib/description/compose.ts';
import { factsIn, HEARD, RESTED_ON, TOPICS } from './lib/description/facts.ts';
import { sceneParts } from './lib/description/scene-parts.ts';
import { round } from './lib/rounding.ts';

const MOST_NAMED = 50;

const Description = z.object({
  ...FindingFields,
  label: z.enum(['scene', 'passage', 'photo']),
  /** The whole text, one line a topic, to be read or handed to a language model. */
  description: z.string(),
  composed: z.literal(true),
  scene: z.int().positive().optional(),
  /** Of a scene longer than a minute. */
  part: z.int().positive().optional(),
  /** What the text speaks of. */
  topics: z.array(z.enum(TOPICS)),
  facts: z.int().nonnegative(),
  /** In the language of the job, as the facts are. */
  summary: z.string(),
});

export const sceneDescription = defineAnalyzer({
  name: 'scene_description',
  version: 1,
  method: 'composition',
  reads: { afterAny: RESTED_ON, hears: HEARD },
  finding: Description,
  sentence: { en: ({ summary }) => summary, de: ({ summary }) => summary },
  open: ({ medium, language, upstream, emit }) => ({
    finish({ analysedMs }) {
      const isPhoto = medium.kind === 'image';
      for (const part of sceneParts(medium.kind, medium.durationMs > 0 ? medium.durationMs : analysedMs, upstream('scene_segmentation'), upstream('speech_transcription'))) {
        const facts = factsIn(part, upstream, isPhoto, language);
        const basedOn = [...new Set([...part.id === undefined ? [] : [part.id], ...facts.flatMap((fact) => fact.basedOn)])].slice(0, MOST_NAMED);
        emit({
          label: isPhoto ? 'photo' : part.scene === undefined ? 'passage' : 'scene', startMs: part.startMs, endMs: part.endMs, composed: true,
          description: sceneText(part, facts, isPhoto, language), summary: sceneSentence(part, facts, isPhoto, language), topics: TOPICS.filter((topic) => facts.some((fact) => fact.topic === topic)), facts: facts.length,
          ...(part.scene === undefined ? {} : { scene: part.scene }), ...(part.part === undefined ? {} : { part: part.part }),
          confidence: round(facts.length === 0 ? 0 : facts.reduce((sum, fact) => sum + fact.confidence, 0) / facts.length, 3),
          ...(basedOn.length > 0 ? { basedOn } : {}),
        });
      }
    },
  }),
});
