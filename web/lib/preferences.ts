/** What a person likes the pages to be is kept with the account: it holds at once, and is sent one change after the other. */
import type { components } from '@aima/contract/client';
import { call, keyOf, queryClient } from './api.ts';
import type { Me } from './me.ts';

type Preferences = components['schemas']['Preferences'];

const KEY = keyOf('getMe', {});
let before: Promise<unknown> = Promise.resolve();

/** Undefined goes back to what is usual. @throws ApiError; what the account holds then is asked for anew */
export async function changePreferences(change: { [Name in keyof Preferences]: Preferences[Name] | undefined }): Promise<void> {
  queryClient.setQueryData<Me>(KEY, (me) => me && { ...me, preferences: { ...me.preferences, ...change } as Preferences });
  const sent = before.then(async () => {
    const me = queryClient.getQueryData<Me>(KEY);
    // All that holds now, so that the last one to be sent is right whatever became of the others.
    if (me) await call('changeMe', { body: { preferences: me.preferences } });
  });
  before = sent.catch(() => queryClient.invalidateQueries({ queryKey: KEY }));
  await sent;
}
