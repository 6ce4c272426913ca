/** What people fill in. Native controls where they do: phones know them, and so do screen readers. */
import { useId, type InputHTMLAttributes, type ReactNode, type Ref, type SelectHTMLAttributes, type TextareaHTMLAttributes } from 'react';
import { classes } from './class-names.ts';

const CONTROL = 'w-full rounded-md border border-edge bg-surface px-3 py-2 text-ink placeholder:text-muted disabled:opacity-60 aria-invalid:border-danger';

interface Labelled {
  label: string;
  /** Stands below it. */
  hint?: ReactNode;
  /** Stands below it, and is read aloud. */
  problem?: string | undefined;
  className?: string;
}

function Field({ id, label, hint, problem, className, children }: Labelled & { id: string; children: ReactNode }) {
  return (
    <div className={classes('flex flex-col gap-1', className)}>
      <label htmlFor={id} className="font-medium">{label}</label>
      {children}
      {hint !== undefined && <p id={`${id}-hint`} className="text-xs text-muted">{hint}</p>}
      {problem !== undefined && <p id={`${id}-problem`} role="alert" className="text-xs text-danger-ink">{problem}</p>}
    </div>
  );
}

const told = (id: string, { hint, problem }: Labelled): { 'aria-describedby'?: string; 'aria-invalid'?: true } => {
  const by = [hint !== undefined && `${id}-hint`, problem !== undefined && `${id}-problem`].filter((each) => each !== false).join(' ');
  return { ...(by !== '' && { 'aria-describedby': by }), ...(problem !== undefined && { 'aria-invalid': true }) };
};

export function TextField({ label, hint, problem, className, ref, ...rest }: Labelled & Omit<InputHTMLAttributes<HTMLInputElement>, 'className'> & { ref?: Ref<HTMLInputElement> }) {
  const own = useId();
  const id = rest.id ?? own;
  return <Field id={id} {...{ label, hint, problem, className } as Labelled}><input id={id} ref={ref} className={CONTROL} {...told(id, { label, hint, ...(problem !== undefined && { problem }) })} {...rest} /></Field>;
}

export function TextArea({ label, hint, problem, className, ...rest }: Labelled & Omit<TextareaHTMLAttributes<HTMLTextAreaElement>, 'className'>) {
  const own = useId();
  const id = rest.id ?? own;
  return <Field id={id} {...{ label, hint, problem, className } as Labelled}><textarea id={id} rows={3} className={CONTROL} {...told(id, { label, hint, ...(problem !== undefined && { problem }) })} {...rest} /></Field>;
}

export function SelectField({ label, hint, problem, className, options, ...rest }: Labelled & Omit<SelectHTMLAttributes<HTMLSelectElement>, 'className'> & { options: readonly { value: string; label: string }[] }) {
  const own = useId();
  const id = rest.id ?? own;
  return (
    <Field id={id} {...{ label, hint, problem, className } as Labelled}>
      <select id={id} className={CONTROL} {...told(id, { label, hint, ...(problem !== undefined && { problem }) })} {...rest}>
        {options.map((option) => <option key={option.value} value={option.value}>{option.label}</option>)}
      </select>
    </Field>
  );
}

/** Its label is part of what can be hit. */
export function Checkbox({ label, hint, className, ...rest }: { label: ReactNode; hint?: ReactNode; className?: string } & Omit<InputHTMLAttributes<HTMLInputElement>, 'className' | 'type'>) {
  return (
    <label className={classes('flex items-start gap-2 py-1', rest.disabled && 'opacity-60', className)}>
      <input type="checkbox" className="mt-0.5 size-4 shrink-0 accent-primary pointer-coarse:size-5" {...rest} />
      <span className="min-w-0 grow">{label}{hint !== undefined && <span className="block text-xs text-muted">{hint}</span>}</span>
    </label>
  );
}
