import { useAsk } from '#lib/api.ts';
import { Loaded } from '#ui/notes.tsx';
import { Card } from '#ui/surface.tsx';
import { useWords } from './words.ts';

export function HeldCounts() {
  const t = useWords();
  const asked = useAsk('countHeldShots', {});
  return <Card title={t('held')}><Loaded asked={asked}>{({ items }) => <p className="numbers">{t('heldCount', { count: items.reduce((sum, { held }) => sum + held, 0) })}</p>}</Loaded><p className="text-muted">{t('heldText')}</p></Card>;
}
