/** A button that opens a list of actions. */
import { Suspense, useState, type KeyboardEvent } from 'react';
import { latePart } from '#lib/late-part.ts';
import { MENU_BUTTON, MenuFace, type MenuProps } from './menu-button.tsx';

export type { MenuAction } from './menu-button.tsx';

// Most buttons of a page stay closed, and placing a list beside one takes more code than the page: it comes when one is opened.
const load = () => import('./menu-list.tsx');
const List = latePart(async () => (await load()).MenuWithList);
const soon = (): void => { load().catch(() => undefined); };

export function Menu(props: MenuProps) {
  const [opened, setOpened] = useState(false);
  const { label, children } = props;
  const open = (): void => { setOpened(true); };
  const closed = (
    <button
      type="button" aria-haspopup="menu" aria-expanded={false} aria-label={label} title={label} className={MENU_BUTTON}
      onPointerEnter={soon} onFocus={soon} onClick={open}
      onKeyDown={(event: KeyboardEvent) => { if (event.key === 'ArrowDown') { event.preventDefault(); open(); } }}
    ><MenuFace>{children}</MenuFace></button>
  );
  return opened ? <Suspense fallback={closed}><List {...props} /></Suspense> : closed;
}
