/** A piece of page in colours that are not in use yet. */
import type { CSSProperties } from 'react';
import type { OwnColours } from '#lib/appearance.ts';
import { Button } from '#ui/button.tsx';
import { coloursOf, type Base } from './theme-colours.ts';
import { useWords } from './words.ts';

/** The document's own tokens were worked out above; in here their results are set. */
const inColours = (base: Base, own: OwnColours): CSSProperties => ({ colorScheme: base, ...Object.fromEntries(Object.entries(coloursOf(base, own)).map(([name, colour]) => [`--color-${name}`, colour])) });

/** Nothing in it can be used. */
export function ThemePreview({ base, own }: { base: Base; own: OwnColours }) {
  const t = useWords();
  return (
    <figure>
      <figcaption className="mb-1 font-medium">{t('preview')}</figcaption>
      <div inert style={inColours(base, own)} className="flex flex-col gap-3 rounded-md border border-line bg-canvas p-3 text-ink" data-theme={base}>
        <div className="flex flex-col gap-2 rounded-md border border-line bg-surface p-3">
          <p className="font-semibold">{t('previewTitle')}</p>
          <p>{t('previewText')} <span className="text-muted">{t('previewMuted')}</span></p>
          <p><span className="text-link underline">{t('previewLink')}</span></p>
          <div className="rounded-md border border-edge px-3 py-2 text-muted">{t('previewField')}</div>
          <p className="flex flex-wrap gap-3"><span className="text-danger-ink">{t('previewError')}</span><span className="text-success-ink">{t('previewSuccess')}</span><span className="text-warning-ink">{t('previewWarning')}</span></p>
          <div className="flex flex-wrap gap-2"><Button look="primary">{t('previewButton')}</Button><Button>{t('previewPlain')}</Button></div>
        </div>
      </div>
    </figure>
  );
}
