/** What makes one describer differ from another: data only. The part that all of them share is `describer.ts`. */

/**
 * What is asked for. `aspects`: four questions about one picture. `description`: a text about a stretch. `events`: what
 * happens in a stretch, in order, and what changes. `captions`: everything worth a caption, each with its own times.
 */
export type DescriptionForm = 'aspects' | 'description' | 'events' | 'captions';

export interface DescriberPreset {
  /** As in the catalogue of analyzers. */
  name: string;
  form: DescriptionForm;
  /** How much and what about, in words for the model. */
  task: string;
  /** Names under which servers offer the model that the preset is called after, the best first. */
  prefers: readonly string[];
  /** Most pictures in one question. */
  pictures: number;
  /** Longest stretch that one question is about; a longer shot is divided. */
  windowMs: number;
  /** In place of `windowMs`: so many frames of the film. */
  frameInterval?: number;
  /** Shots are asked about one by one (`shot`), or together up to `windowMs` (`window`). */
  unit: 'shot' | 'window';
  /** Most pictures of one medium: where it has more, stretches get longer. */
  maxPictures: number;
  requestsAtOnce: number;
  maxTokens: number;
  /** Asked while the film plays, one question after the other, each with so many of the last captions in it. */
  memory?: number;
}
