/** What of the first steps a person put away, in this browser. */
import { create } from 'zustand';
import { persist } from 'zustand/middleware';

interface FirstStepsState {
  /** Ids of accounts that want to see them no more. */
  dismissed: readonly string[];
  dismiss(accountId: string): void;
}

const MOST_KEPT = 50;

export const useFirstSteps = create<FirstStepsState>()(persist(
  (set) => ({
    dismissed: [],
    dismiss: (accountId) => { set(({ dismissed }) => ({ dismissed: [...dismissed.filter((each) => each !== accountId), accountId].slice(-MOST_KEPT) })); },
  }),
  { name: 'aima-first-steps' },
));
