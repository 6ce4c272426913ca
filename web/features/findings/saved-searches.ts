/** Searches that were kept in this browser, each account's own. */
import { create } from 'zustand';
import { persist } from 'zustand/middleware';

const MOST = 50;

interface SavedSearches {
  byAccount: Readonly<Record<string, readonly string[]>>;
  toggle(account: string, text: string): void;
}

const NONE: readonly string[] = [];

const useStore = create<SavedSearches>()(persist(
  (set) => ({
    byAccount: {},
    toggle: (account, text) => {
      set(({ byAccount }) => {
        const before = byAccount[account] ?? NONE;
        return { byAccount: { ...byAccount, [account]: before.includes(text) ? before.filter((each) => each !== text) : [text, ...before].slice(0, MOST) } };
      });
    },
  }),
  { name: 'aima-searches' },
));

export const useSavedSearches = (account: string): readonly string[] => useStore(({ byAccount }) => byAccount[account] ?? NONE);
export const toggleSaved = (account: string, text: string): void => { useStore.getState().toggle(account, text); };
