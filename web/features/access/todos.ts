/** Which first steps there are for a person, and which of them are done. */
export interface Known {
  sample: { jobId: string; mediaId: string } | undefined;
  /** Two are enough to tell a medium of one's own from the sample's. */
  mediaIds: readonly string[];
  /** A provider of machines has its key. */
  rents: boolean;
  /** Somebody else belongs to the workspace or was invited. */
  others: boolean;
}

export interface Todo {
  id: 'sample' | 'machine' | 'upload' | 'providers' | 'invite';
  done: boolean;
  to: string;
}

export const playerOf = ({ jobId, mediaId }: { jobId: string; mediaId: string }): string => `/jobs/${jobId}/media/${mediaId}`;

export function todosFor(permissions: readonly string[], { sample, mediaIds, rents, others }: Known): Todo[] {
  const all: (Todo & { needs: string })[] = [
    { id: 'sample', done: sample !== undefined, to: sample ? playerOf(sample) : '/welcome?step=sample', needs: sample ? 'jobs:read' : 'jobs:start' },
    { id: 'machine', done: false, to: '/welcome?step=machine', needs: 'jobs:read' },
    { id: 'upload', done: mediaIds.some((id) => id !== sample?.mediaId), to: '/media', needs: 'media:write' },
    { id: 'providers', done: rents, to: '/settings/providers', needs: 'system:manage' },
    { id: 'invite', done: others, to: '/settings/workspace', needs: 'workspace:manage' },
  ];
  return all.filter(({ needs }) => permissions.includes(needs)).map(({ id, done, to }) => ({ id, done, to }));
}

/** Looking at the machine can be done at any time, so that it keeps nothing on the page. */
export const openTodos = (todos: readonly Todo[]): number => todos.filter(({ id, done }) => !done && id !== 'machine').length;
