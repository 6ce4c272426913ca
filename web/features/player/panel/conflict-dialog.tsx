/** Two said something of the same finding at once: both are shown, and the person decides. */
import { useAsk } from '#lib/api.ts';
import { Button } from '#ui/button.tsx';
import { Dialog } from '#ui/dialog.tsx';
import { Loaded } from '#ui/notes.tsx';
import { useScene } from '../model/player-context.tsx';
import { useConflict, useCorrections, type Conflict } from './corrections.ts';
import { HistoryList } from './history-list.tsx';
import { useWords } from './words.ts';

const close = (): void => { useConflict.setState({ conflict: undefined }); };

function Open({ conflict: { observationId, wanted } }: { conflict: Conflict }) {
  const t = useWords();
  const { jobId } = useScene();
  const { make, busy } = useCorrections();
  const asked = useAsk('getObservation', { path: { jobId, observationId } });
  const mine = wanted.correction.kind === 'edit' ? wanted.correction.patch.text ?? wanted.correction.patch.label ?? t('kind_edit') : t(`kind_${wanted.correction.kind}`);
  return (
    <Dialog
      open onClose={close} title={t('conflictTitle')}
      footer={<>
        <Button autoFocus onClick={close}>{t('keepTheirs')}</Button>
        <Button look="primary" busy={busy} disabled={!asked.data} onClick={() => { close(); void make({ ...wanted, version: asked.data?.version }); }}>{t('useMine')}</Button>
      </>}
    >
      <p>{t('conflictText')}</p>
      <Loaded asked={asked}>
        {({ observation, corrections }) => (
          <dl className="mt-3 flex flex-col gap-1">
            <dt className="font-medium">{t('isNow')}</dt><dd dir="auto">{observation.text ?? observation.sentence}</dd>
            <dt className="mt-2 font-medium">{t('youWanted')}</dt><dd dir="auto">{mine}</dd>
            <dt className="mt-2 font-medium">{t('lastSaid')}</dt><dd><HistoryList corrections={corrections.slice(-1)} /></dd>
          </dl>
        )}
      </Loaded>
    </Dialog>
  );
}

export function ConflictDialog() {
  const conflict = useConflict((state) => state.conflict);
  return conflict ? <Open key={conflict.observationId} conflict={conflict} /> : null;
}
