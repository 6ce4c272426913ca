/** What the dialog of a new job holds, and the request that it becomes. */
import type { components } from '@aima/contract/client';
import type { Language } from '#lib/words.ts';

type Schemas = components['schemas'];
export type Template = Schemas['JobTemplate'];
type NewJobBody = Schemas['NewJobInput'];
export type Priority = NonNullable<NewJobBody['priority']>;

export interface JobDraft {
  name: string;
  /** Empty: the workspace's, or the template's. */
  profile: string;
  names: string;
  context: string;
  notes: string;
  priority: Priority;
}

export const emptyDraft = (name: string): JobDraft => ({ name, profile: '', names: '', context: '', notes: '', priority: 'standard' });

/** A template fills in what the person has not. */
export const withTemplate = (draft: JobDraft, template: Template | undefined): JobDraft => (template === undefined ? draft : {
  ...draft, profile: '', priority: template.priority, context: draft.context || template.metadata.context, notes: draft.notes || template.metadata.notes,
});

/** Parts of a list as people write it: commas, semicolons, lines; each name once. */
export const namesIn = (text: string): string[] => [...new Set(text.split(/[,;\n]/).map((name) => name.trim()).filter((name) => name !== ''))];

export function jobOf(draft: JobDraft, mediaIds: readonly string[], language: Language, template?: Template): NewJobBody {
  const settings = draft.profile === '' && template ? template.settings : { ...(draft.profile === '' ? {} : { profile: draft.profile }), language };
  return {
    name: draft.name.trim(), mediaIds: [...mediaIds], priority: draft.priority, ...(template && { type: template.type }), settings,
    metadata: { knownNames: namesIn(draft.names), context: draft.context, notes: draft.notes },
  };
}
