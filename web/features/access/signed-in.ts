/** What has to happen whenever somebody has signed in, on whichever page; other tabs are told. */
import type { components } from '@aima/contract/client';
import { call, keyOf, queryClient } from '#lib/api.ts';
import { useAppearance } from '#lib/appearance.ts';
import { changePreferences } from '#lib/preferences.ts';
import { useSession } from '#lib/session.ts';
import { changeLanguage, language } from '#lib/words.ts';

export type Me = components['schemas']['Me'];

const CHANNEL = 'aima-session';

export function announceSignIn(): void {
  const channel = new BroadcastChannel(CHANNEL);
  channel.postMessage('signed-in');
  channel.close();
}

/** @returns how to stop */
export function onSignInElsewhere(listener: () => void): () => void {
  const channel = new BroadcastChannel(CHANNEL);
  channel.addEventListener('message', listener);
  return () => { channel.close(); };
}

/** What this person likes, in a browser that was told nothing else. */
function takePreferences({ preferences }: Me): void {
  if (preferences.language !== undefined && localStorage.getItem('aima-language') === null) void changeLanguage(preferences.language);
  if (preferences.theme !== undefined && localStorage.getItem('aima-appearance') === null) useAppearance.getState().set({ theme: preferences.theme });
}

/** Nothing of an earlier person stays on the page. @throws ApiError */
export async function arrive(): Promise<Me> {
  queryClient.clear();
  const me = await call('getMe', {});
  queryClient.setQueryData(keyOf('getMe', {}), me);
  useSession.getState().renewed();
  takePreferences(me);
  announceSignIn();
  return me;
}

function chosenHere(): Me['preferences'] {
  const { theme } = useAppearance.getState();
  return { language: language(), ...(theme === 'custom' ? {} : { theme }) };
}

/** Language and theme that were chosen before there was an account go into it, which has no others. They are no reason to fail. */
export async function keepPreferences(): Promise<void> {
  await call('changeMe', { body: { preferences: chosenHere() } }).catch(() => undefined);
}

/** The same once somebody is signed in: all else that the account likes stays. */
export const changeLooks = (): Promise<void> => changePreferences(chosenHere()).catch(() => undefined);
