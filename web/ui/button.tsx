import type { ButtonHTMLAttributes, ComponentType, ReactNode, Ref, SVGProps } from 'react';
import { Link, type LinkProps } from 'react-router';
import { classes } from './class-names.ts';

export type Icon = ComponentType<SVGProps<SVGSVGElement>>;
type Look = 'primary' | 'plain' | 'quiet' | 'danger';

const LOOKS: Readonly<Record<Look, string>> = {
  primary: 'bg-primary text-on-primary shadow-sm hover:bg-primary-hover',
  plain: 'bg-raised text-ink border border-edge shadow-sm hover:bg-canvas',
  quiet: 'text-ink hover:bg-ink/10',
  danger: 'bg-danger text-white shadow-sm hover:bg-red-700',
};
const SHAPE = 'inline-flex items-center justify-center gap-2 rounded-md px-3 py-2 font-medium transition-colors disabled:cursor-not-allowed disabled:opacity-50 aria-disabled:opacity-50';

interface Common {
  look?: Look;
  icon?: Icon;
  children?: ReactNode;
}

export interface ButtonProps extends Common, Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'children'> {
  /** Something runs that was asked for with it: it cannot be pressed again meanwhile. */
  busy?: boolean;
  ref?: Ref<HTMLButtonElement>;
}

export function Button({ look = 'plain', icon: Icon, busy = false, children, className, disabled, type = 'button', ...rest }: ButtonProps) {
  return (
    <button type={type} disabled={disabled === true || busy} aria-busy={busy || undefined} className={classes(SHAPE, LOOKS[look], className)} {...rest}>
      {busy ? <span className="size-4 shrink-0 animate-spin rounded-full border-2 border-current border-t-transparent" aria-hidden /> : Icon && <Icon className="size-5 shrink-0" aria-hidden />}
      {children}
    </button>
  );
}

/** A button that shows only its icon; `label` is read aloud and shown on hover. */
export function IconButton({ label, icon, look = 'quiet', className, ...rest }: Omit<ButtonProps, 'children' | 'icon'> & { label: string; icon: Icon }) {
  return <Button look={look} icon={icon} aria-label={label} title={label} className={classes('px-2', className)} {...rest} />;
}

/** Looks like a button and goes somewhere. */
export function ButtonLink({ look = 'plain', icon: Icon, children, className, ...rest }: Common & Omit<LinkProps, 'children'>) {
  return (
    <Link className={classes('touch', SHAPE, LOOKS[look], className)} {...rest}>
      {Icon && <Icon className="size-5 shrink-0" aria-hidden />}
      {children}
    </Link>
  );
}
