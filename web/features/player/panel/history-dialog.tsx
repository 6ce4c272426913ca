/** All that people said of this medium. */
import { useList } from '#lib/api.ts';
import { Button } from '#ui/button.tsx';
import { Dialog } from '#ui/dialog.tsx';
import { Loaded } from '#ui/notes.tsx';
import { useScene } from '../model/player-context.tsx';
import { HistoryList } from './history-list.tsx';
import { useWords } from './words.ts';

export function HistoryDialog({ onClose }: { onClose(): void }) {
  const t = useWords();
  const { jobId, mediaId } = useScene();
  const corrections = useList('listCorrections', { path: { jobId }, query: { mediaId, limit: 100 } });
  return (
    <Dialog open onClose={onClose} title={t('history')}>
      <Loaded asked={corrections}>
        {() => (
          <>
            {corrections.items.length === 0 ? <p className="text-muted">{t('noHistory')}</p> : <HistoryList corrections={corrections.items} />}
            {corrections.hasNextPage && <Button className="mt-3" busy={corrections.isFetchingNextPage} onClick={() => { void corrections.fetchNextPage(); }}>{t('older')}</Button>}
          </>
        )}
      </Loaded>
    </Dialog>
  );
}
