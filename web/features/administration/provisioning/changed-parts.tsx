/** What a new version changes against the one that holds: part by part, before and after. */
import { changedFields } from '#lib/form-diff.ts';
import type { Edits } from './plan-texts.ts';
import { useWords } from './words.ts';

const WORDS = { image: 'image', weights: 'weights', vllmVersion: 'vllm', served: 'served', skip: 'skip', steps: 'steps' } as const satisfies Record<keyof Edits, string>;

const written = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value, null, 2));

export function ChangedParts({ before, after }: { before: Edits; after: Edits }) {
  const t = useWords();
  return (
    <ul className="flex flex-col gap-3">
      {changedFields(before, after).map((field) => (
        <li key={field}>
          <p className="font-medium">{t(WORDS[field])}</p>
          <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-3">
            {([['was', before[field]], ['is', after[field]]] as const).map(([word, value]) => <div key={word} className="contents"><dt className="text-muted">{t(word)}</dt><dd>{value === undefined ? t('nothing') : <pre className="whitespace-pre-wrap font-mono text-xs">{written(value)}</pre>}</dd></div>)}
          </dl>
        </li>
      ))}
    </ul>
  );
}
