/** Language and theme as two rows of choices that show at once. */
import { Radio, RadioGroup } from '@headlessui/react';
import { ComputerDesktopIcon, MoonIcon, SunIcon } from '@heroicons/react/24/outline';
import { useAppearance, type Theme } from '#lib/appearance.ts';
import { changeLanguage, LANGUAGES, useLanguage, type Language } from '#lib/words.ts';
import type { Icon } from '#ui/button.tsx';
import { useWords } from './words.ts';

interface Choice<Id extends string> { id: Id; name: string; icon?: Icon }

function Choices<Id extends string>({ label, choices, chosen, onChoose }: { label: string; choices: readonly Choice<Id>[]; chosen: Id | null; onChoose(id: Id): void }) {
  return (
    <RadioGroup value={chosen} onChange={(id) => { if (id !== null) onChoose(id); }} aria-label={label} className="flex rounded-md border border-edge p-1">
      {choices.map(({ id, name, icon: Icon }) => (
        <Radio key={id} value={id} className="flex min-w-0 grow cursor-pointer items-center justify-center gap-1.5 rounded-md px-2 py-1.5 text-center data-checked:bg-primary data-checked:font-medium data-checked:text-on-primary pointer-coarse:min-h-11">
          {Icon && <Icon className="size-5 shrink-0" aria-hidden />}{name}
        </Radio>
      ))}
    </RadioGroup>
  );
}

/** @param onChange after each choice, for whoever keeps it */
export function LooksChoice({ onChange }: { onChange?: () => void }) {
  const t = useWords();
  const shown = useLanguage();
  const { theme, set } = useAppearance();
  const themes: readonly Choice<Theme>[] = [{ id: 'light', name: t('light'), icon: SunIcon }, { id: 'dark', name: t('dark'), icon: MoonIcon }, { id: 'system', name: t('system'), icon: ComputerDesktopIcon }];
  return (
    <div className="flex flex-col gap-2">
      <Choices<Language> label={t('language')} choices={LANGUAGES} chosen={shown} onChoose={(id) => { void changeLanguage(id).then(onChange); }} />
      <Choices<Theme> label={t('theme')} choices={themes} chosen={theme === 'custom' ? null : theme} onChoose={(id) => { set({ theme: id }); onChange?.(); }} />
    </div>
  );
}
