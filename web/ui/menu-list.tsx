/** A menu with its list: moved through by arrows and first letters, closed by Escape. Loaded with the first one. */
import { Menu as HeadlessMenu, MenuButton, MenuItem, MenuItems } from '@headlessui/react';
import { useEffect, useRef } from 'react';
import { classes } from './class-names.ts';
import { MENU_BUTTON, MenuFace, type MenuProps } from './menu-button.tsx';

/** Opens as it comes: it was asked for by the button that stood here. */
export function MenuWithList({ label, actions, children }: MenuProps) {
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    button.current?.focus();
    button.current?.click();
  }, []);
  return (
    <HeadlessMenu>
      <MenuButton ref={button} aria-label={label} title={label} className={MENU_BUTTON}><MenuFace>{children}</MenuFace></MenuButton>
      <MenuItems anchor="bottom end" className="z-50 min-w-48 rounded-md border border-line bg-raised p-1 text-ink shadow-lg [--anchor-gap:4px]">
        {actions.map(({ label: name, icon: Icon, danger, disabled, run }) => (
          <MenuItem key={name} disabled={disabled ?? false}>
            <button type="button" onClick={run} className={classes('flex w-full items-center gap-2 rounded-md px-3 py-2 text-left data-focus:bg-ink/10 data-disabled:opacity-50', danger && 'text-danger-ink')}>
              {Icon && <Icon className="size-5" aria-hidden />}{name}
            </button>
          </MenuItem>
        ))}
      </MenuItems>
    </HeadlessMenu>
  );
}
