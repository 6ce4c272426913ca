/** On or off, with effect at once. */
import { Description, Field, Label, Switch as HeadlessSwitch } from '@headlessui/react';
import type { ReactNode } from 'react';

export function Switch({ label, hint, checked, onChange, disabled = false }: { label: string; hint?: ReactNode; checked: boolean; onChange(checked: boolean): void; disabled?: boolean }) {
  return (
    <Field className="flex items-start justify-between gap-4 py-1">
      <span className="min-w-0">
        <Label className="font-medium">{label}</Label>
        {hint !== undefined && <Description as="span" className="block text-xs text-muted">{hint}</Description>}
      </span>
      <HeadlessSwitch checked={checked} onChange={onChange} disabled={disabled} className="group inline-flex h-6 w-11 shrink-0 items-center rounded-full border border-edge bg-ink/20 transition data-[checked]:bg-primary data-[disabled]:opacity-50 pointer-coarse:min-h-6">
        <span className="size-4 translate-x-1 rounded-full bg-white shadow transition group-data-[checked]:translate-x-6" />
      </HeadlessSwitch>
    </Field>
  );
}
