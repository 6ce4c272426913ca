/** What a menu is given, and how its button looks, closed or open. */
import { EllipsisVerticalIcon } from '@heroicons/react/24/outline';
import type { ReactNode } from 'react';
import type { Icon } from './button.tsx';

export interface MenuAction {
  label: string;
  icon?: Icon;
  danger?: boolean;
  disabled?: boolean;
  run(): void;
}

export interface MenuProps {
  /** Read aloud, and shown on hover where the button has an icon only. */
  label: string;
  actions: readonly MenuAction[];
  children?: ReactNode;
}

export const MENU_BUTTON = 'inline-flex items-center gap-1 rounded-md px-2 py-2 hover:bg-ink/10';

export const MenuFace = ({ children }: { children?: ReactNode }): ReactNode => children ?? <EllipsisVerticalIcon className="size-5" aria-hidden />;
