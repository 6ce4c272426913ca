/** What only the size of the window decides, where hiding by style would put everything on the page twice. */
import { useSyncExternalStore } from 'react';

const WIDE = matchMedia('(min-width: 1024px)');

const subscribe = (changed: () => void): (() => void) => {
  WIDE.addEventListener('change', changed);
  return () => { WIDE.removeEventListener('change', changed); };
};

/** As Tailwind's `lg:`: beside the navigation a tablet has no room for two columns. */
export const useIsWide = (): boolean => useSyncExternalStore(subscribe, () => WIDE.matches);
