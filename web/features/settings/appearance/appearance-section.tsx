/** How pages look in this browser. */
import { useId } from 'react';
import { useAppearance, type Theme } from '#lib/appearance.ts';
import { useMe } from '#lib/me.ts';
import { changePreferences } from '#lib/preferences.ts';
import { classes } from '#ui/class-names.ts';
import { Switch } from '#ui/switch.tsx';
import { Card } from '#ui/surface.tsx';
import { toastProblem } from '#ui/toasts.tsx';
import { OwnTheme } from './own-theme.tsx';
import { useWords } from './words.ts';

const THEMES: readonly Theme[] = ['light', 'dark', 'system', 'custom'];

/** What the account can remember is remembered there, too; own colours stay in the browser. */
function useChooseTheme(): (theme: Theme) => void {
  const set = useAppearance((state) => state.set);
  const me = useMe();
  return (theme) => {
    set({ theme });
    if (theme === 'custom' || !me) return;
    changePreferences({ theme }).catch(toastProblem);
  };
}

function ThemeChoice() {
  const t = useWords();
  const name = useId();
  const theme = useAppearance((state) => state.theme);
  const choose = useChooseTheme();
  return (
    <fieldset>
      <legend className="sr-only">{t('theme')}</legend>
      <div className="grid grid-cols-2 gap-2 sm:grid-cols-4">
        {THEMES.map((each) => (
          <label key={each} className={classes('touch flex items-center gap-2 rounded-md border px-3 py-2 has-focus-visible:outline-2 has-focus-visible:outline-link pointer-coarse:min-h-11', each === theme ? 'border-link bg-primary/15 font-medium' : 'border-edge')}>
            <input type="radio" name={name} checked={each === theme} className="accent-primary" onChange={() => { choose(each); }} />{t(each)}
          </label>
        ))}
      </div>
    </fieldset>
  );
}

export function AppearanceSection() {
  const t = useWords();
  const { theme, blur, narrow, set } = useAppearance();
  return (
    <>
      <Card title={t('theme')}><p className="mb-3 text-muted">{t('themeText')}</p><ThemeChoice /></Card>
      {theme === 'custom' && <OwnTheme />}
      <Card title={t('media')}><Switch label={t('blur')} hint={t('blurText')} checked={blur} onChange={(checked) => { set({ blur: checked }); }} /></Card>
      <Card title={t('navigation')} className="max-md:hidden"><Switch label={t('narrow')} checked={narrow} onChange={(checked) => { set({ narrow: checked }); }} /></Card>
    </>
  );
}
