/** Scenes and their shots, each with a picture. */
import { classes } from '#ui/class-names.ts';
import { usePlayer } from '../model/player-context.tsx';
import { FramePicture } from './frame-picture.tsx';
import { Marked } from './marked.tsx';
import { usePanel } from './panel-context.tsx';
import { Rows, type RowPlace } from './rows.tsx';
import { summaryOf, type SceneRow } from './scenes.ts';
import { TimeButton } from './time-button.tsx';
import { useRowNow } from './use-now.ts';
import { useWords } from './words.ts';

const SIDE = 72;

function SceneItem({ row, place: { tabIndex, current } }: { row: SceneRow; place: RowPlace }) {
  const t = useWords();
  const seek = usePlayer((state) => state.seek);
  const choose = usePlayer((state) => state.choose);
  const { hit } = usePanel();
  const { startMs, endMs, number, scene, shots, description } = row;
  return (
    <div aria-current={current || undefined} className={classes('flex gap-3 border-l-4 px-2 py-2', current ? 'border-primary bg-primary/10' : 'border-transparent', hit === row.id && 'outline-2 -outline-offset-2 outline-warning')}>
      <FramePicture atMs={(startMs + endMs) / 2} side={SIDE} />
      <div className="flex min-w-0 grow flex-col items-start gap-0.5">
        <div className="flex flex-wrap items-center gap-x-2">
          <button type="button" data-main tabIndex={tabIndex} className="font-medium hover:underline" onClick={() => { seek(startMs); choose((description ?? scene).id); }}>{t(scene.label === 'shot' ? 'shotNumber' : 'sceneNumber', { number })}</button>
          <TimeButton ms={startMs} toMs={endMs} className="text-xs" />
        </div>
        <p dir="auto" className="line-clamp-4 text-xs text-muted"><Marked text={summaryOf(description ?? scene)} /></p>
        {shots.length > 1 && <p className="flex flex-wrap items-center gap-x-1 text-xs text-muted">{t('shots', { count: shots.length })}{shots.slice(0, 12).map((shot) => <TimeButton key={shot.id} ms={shot.startMs} />)}</p>}
      </div>
    </div>
  );
}

export function ScenesTab({ scenes }: { scenes: readonly SceneRow[] }) {
  const t = useWords();
  const now = useRowNow(scenes);
  return <Rows rows={scenes} label={t('tab_scenes')} keyOf={({ id }) => id} rowHeight={112} now={now}>{(row, place) => <SceneItem row={row} place={place} />}</Rows>;
}
