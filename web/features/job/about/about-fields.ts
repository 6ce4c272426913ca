/** What people say of a job, as a form holds it. */
import type { components } from '@aima/contract/client';

type Schemas = components['schemas'];
export type Job = Schemas['AnalysisJob'];

export interface AboutFields {
  name: string;
  priority: Job['priority'];
  /** One on each line. */
  names: string;
  context: string;
  notes: string;
}

export const fieldsOf = ({ name, priority, metadata: { knownNames, context, notes } }: Pick<Job, 'name' | 'priority' | 'metadata'>): AboutFields => ({ name, priority, names: knownNames.join('\n'), context, notes });

const namesIn = (text: string): string[] => [...new Set(text.split('\n').map((name) => name.trim()).filter((name) => name !== ''))];

/** Only what was changed; names, context and notes travel together. */
export function changeOf(value: AboutFields, changes: Partial<AboutFields>): Schemas['JobChangeInput'] {
  const { name, priority, names, context, notes } = changes;
  const metadata = names !== undefined || context !== undefined || notes !== undefined;
  return {
    ...(name !== undefined && { name: name.trim() }), ...(priority !== undefined && { priority }),
    ...(metadata && { metadata: { knownNames: namesIn(value.names), context: value.context, notes: value.notes } }),
  };
}
