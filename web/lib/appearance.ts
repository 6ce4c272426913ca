/** How the page looks in this browser: theme, own colours, what is blurred. */
import { create } from 'zustand';
import { persist } from 'zustand/middleware';

export type Theme = 'system' | 'light' | 'dark' | 'custom';
/** Tokens that a custom theme may set, as CSS colours; all others follow its base. */
export type OwnColours = Partial<Record<'canvas' | 'surface' | 'raised' | 'line' | 'edge' | 'ink' | 'muted' | 'primary' | 'primary-hover' | 'on-primary' | 'link', string>>;

interface Appearance {
  theme: Theme;
  base: 'light' | 'dark';
  own: OwnColours;
  /** Explicit and unreviewed media, until the user wants otherwise. */
  blur: boolean;
  /** The side navigation shows icons only. */
  narrow: boolean;
  set(change: Partial<Omit<Appearance, 'set'>>): void;
}

export const useAppearance = create<Appearance>()(persist(
  (set) => ({ theme: 'system', base: 'light', own: {}, blur: true, narrow: false, set: (change) => { set(change); } }),
  { name: 'aima-appearance' },
));

const dark = matchMedia('(prefers-color-scheme: dark)');

function apply(): void {
  const { theme, base, own } = useAppearance.getState();
  const shown = theme === 'custom' ? base : theme === 'system' ? (dark.matches ? 'dark' : 'light') : theme;
  const root = document.documentElement;
  root.dataset['theme'] = shown;
  for (const name of [...root.style].filter((each) => each.startsWith('--aima-'))) root.style.removeProperty(name);
  if (theme === 'custom') for (const [name, colour] of Object.entries(own)) if (CSS.supports('color', colour)) root.style.setProperty(`--aima-${name}`, colour);
}

/** Keeps the document in step; must have run before the first component. */
export function startAppearance(): void {
  apply();
  dark.addEventListener('change', apply);
  useAppearance.subscribe(apply);
}
