/** Who is signed in, and what that person may do. */
import { createClient, type components } from '@aima/contract/client';
import { queryClient, useAsk } from './api.ts';
import { language } from './words.ts';

export type Me = components['schemas']['Me'];

/** Undefined until it is known, and where nobody is signed in. */
export const useMe = (): Me | undefined => useAsk('getMe', {}, { staleMs: 60_000 }).data;

/** Everything on the page is asked for again, in the other workspace. @throws ApiError */
export async function chooseWorkspace(id: string): Promise<void> {
  await createClient({ baseUrl: location.origin, language: language(), workspace: id }).api.chooseWorkspace({});
  const isMe = ({ queryKey }: { queryKey: readonly unknown[] }): boolean => queryKey[0] === 'getMe';
  // Nothing of the other workspace is shown meanwhile; who is signed in stays known, so that the page stands.
  await Promise.all([queryClient.resetQueries({ predicate: (query) => !isMe(query) }), queryClient.invalidateQueries({ predicate: isMe })]);
}
