/** Settings of one analyzer, from its schema. A field that is empty, or as usual, is not sent. */
import { useState } from 'react';
import { number } from '#lib/format.ts';
import { Checkbox, SelectField, TextArea, TextField } from '#ui/fields.tsx';
import { readableName, stepOf, type ParameterField } from './parameter-fields.ts';
import { useWords } from './words.ts';

type Values = Readonly<Record<string, unknown>>;
type Change = (name: string, value: unknown) => void;

const isValues = (value: unknown): value is Values => typeof value === 'object' && value !== null && !Array.isArray(value);
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
const linesOf = (value: unknown): string => (Array.isArray(value) ? value.join('\n') : '');

function NumberParameter({ field, value, change }: { field: ParameterField & { kind: 'number' }; value: unknown; change: Change }) {
  const t = useWords();
  const { name, standard, least, most } = field;
  const [typed, setTyped] = useState<string>();
  const usual = typeof standard === 'number' ? t('usual', { value: number(standard, 4) }) : undefined;
  const range = least !== undefined && most !== undefined ? `${number(least, 4)}–${number(most, 4)}` : undefined;
  const hint = [usual, range].filter((each) => each !== undefined).join(' · ');
  return (
    <TextField
      label={readableName(name)} type="number" inputMode="decimal" step={stepOf(field)} min={least} max={most} {...(hint !== '' && { hint })} placeholder={typeof standard === 'number' ? String(standard) : ''}
      value={typed ?? (typeof value === 'number' ? String(value) : '')}
      onChange={(event) => { setTyped(event.target.value); }}
      onBlur={(event) => {
        const given = event.target.value === '' ? undefined : Number(event.target.value);
        setTyped(undefined);
        if (event.target.validity.valid && given !== value) change(name, given === standard ? undefined : given);
      }}
    />
  );
}

/** Sent when the person leaves it. */
function TextParameter({ field, value, change }: { field: ParameterField & { kind: 'text' | 'texts' }; value: unknown; change: Change }) {
  const [typed, setTyped] = useState<string>();
  const { name, kind, standard } = field;
  const shown = typed ?? (kind === 'texts' ? linesOf(value ?? standard) : textOf(value ?? standard));
  const leave = (): void => {
    setTyped(undefined);
    if (typed === undefined) return;
    if (kind === 'text') change(name, typed === (standard ?? '') ? undefined : typed);
    else change(name, typed === linesOf(standard) ? undefined : typed.split('\n').map((line) => line.trim()).filter((line) => line !== ''));
  };
  return <TextArea label={readableName(name)} dir="auto" rows={2} {...(kind === 'text' && field.most !== undefined && { maxLength: field.most })} value={shown} onChange={(event) => { setTyped(event.target.value); }} onBlur={leave} />;
}

function Parameter({ field, value, change }: { field: ParameterField; value: unknown; change: Change }) {
  const { name, standard } = field;
  switch (field.kind) {
    case 'number': return <NumberParameter field={field} value={value} change={change} />;
    case 'switch': return <Checkbox label={readableName(name)} checked={(value ?? standard) === true} onChange={(event) => { change(name, event.target.checked === standard ? undefined : event.target.checked); }} />;
    case 'choice': return <SelectField label={readableName(name)} value={textOf(value ?? standard)} onChange={(event) => { change(name, event.target.value === standard ? undefined : event.target.value); }} options={field.options.map((option) => ({ value: option, label: option }))} />;
    case 'text':
    case 'texts': return <TextParameter field={field} value={value} change={change} />;
    case 'group': {
      const own = isValues(value) ? value : {};
      const changeOwn: Change = (key, next) => {
        const rest = Object.fromEntries(Object.entries({ ...own, [key]: next }).filter(([, each]) => each !== undefined));
        change(name, Object.keys(rest).length === 0 ? undefined : rest);
      };
      return <fieldset className="flex flex-col gap-3 sm:col-span-2"><legend className="font-medium">{readableName(name)}</legend>{field.fields.map((each) => <Parameter key={each.name} field={each} value={own[each.name]} change={changeOwn} />)}</fieldset>;
    }
  }
}

export function Parameters({ fields, values, change }: { fields: readonly ParameterField[]; values: Values; change: Change }) {
  return <div className="grid gap-3 rounded-md bg-ink/5 p-3 sm:grid-cols-2">{fields.map((field) => <Parameter key={field.name} field={field} value={values[field.name]} change={change} />)}</div>;
}
