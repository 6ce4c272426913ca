/** Faces, voices and figures as the findings know them, with their appearances. Nobody is recognised here. */
import { ChevronLeftIcon, ChevronRightIcon, PencilSquareIcon, SpeakerWaveIcon } from '@heroicons/react/24/outline';
import { useState } from 'react';
import { duration } from '#lib/format.ts';
import { IconButton } from '#ui/button.tsx';
import { usePlayer, useScene } from '../model/player-context.tsx';
import { useCorrections } from './corrections.ts';
import { FramePicture } from './frame-picture.tsx';
import { usePanel } from './panel-context.tsx';
import { Rows } from './rows.tsx';
import { RenameSpeaker } from './speaker-menu.tsx';
import { TimeButton } from './time-button.tsx';
import { nextAppearance, type Someone } from './who.ts';
import { useWords } from './words.ts';

function Steps({ someone }: { someone: Someone }) {
  const t = useWords();
  const { store } = useScene();
  const seek = usePlayer((state) => state.seek);
  // Renders anew a few times a second, so that a button that leads nowhere is not offered.
  const atMs = usePlayer((state) => state.atMs);
  const next = nextAppearance(someone.appearances, atMs, 1);
  const previous = nextAppearance(someone.appearances, atMs, -1);
  const go = (step: 1 | -1): void => {
    const to = nextAppearance(someone.appearances, store.getState().nowMs(), step);
    if (to) seek(to.startMs);
  };
  return (
    <span className="flex shrink-0">
      <IconButton label={t('previousAppearance')} icon={ChevronLeftIcon} disabled={!previous} onClick={() => { go(-1); }} />
      <IconButton label={t('nextAppearance')} icon={ChevronRightIcon} disabled={!next} onClick={() => { go(1); }} />
    </span>
  );
}

function SomeoneItem({ someone, tabIndex }: { someone: Someone; tabIndex: 0 | -1 }) {
  const t = useWords();
  const choose = usePlayer((state) => state.choose);
  const seek = usePlayer((state) => state.seek);
  const { timed } = usePanel();
  const { may } = useCorrections();
  const [renaming, setRenaming] = useState(false);
  const { kind, number, appearances, totalMs, best, observations } = someone;
  const name = someone.name ?? t(`kind_who_${kind}`, { number });
  const first = appearances[0];
  const open = (): void => {
    const shown = best ?? observations[0];
    if (!shown) return;
    seek(shown.startMs);
    choose(shown.id);
  };
  return (
    <div className="flex items-center gap-3 border-b border-line px-2 py-2">
      {best ? <FramePicture atMs={best.startMs} box={best.box} /> : <span aria-hidden className="flex size-14 shrink-0 items-center justify-center rounded-md bg-ink/10"><SpeakerWaveIcon className="size-6 text-muted" /></span>}
      <div className="min-w-0 grow">
        <button type="button" data-main tabIndex={tabIndex} dir="auto" className="max-w-full truncate text-start font-medium hover:underline" onClick={open}>{name}</button>
        {timed && first && (
          <p className="numbers text-xs text-muted">
            {t('appearances', { count: appearances.length })}{totalMs >= 1_000 && `, ${duration(totalMs)}`}<br />
            {t('firstAt')} <TimeButton ms={first.startMs} />
          </p>
        )}
      </div>
      {kind === 'voice' && may && <IconButton label={t('renameSpeaker', { name })} icon={PencilSquareIcon} onClick={() => { setRenaming(true); }} />}
      {timed && <Steps someone={someone} />}
      {renaming && <RenameSpeaker id={someone.key.slice('voice/'.length)} name={name} onClose={() => { setRenaming(false); }} />}
    </div>
  );
}

export function WhoTab({ people }: { people: readonly Someone[] }) {
  const t = useWords();
  return (
    <>
      <p className="pb-2 text-xs text-muted">{t('nobodyRecognised')}</p>
      <Rows rows={people} label={t('tab_who')} keyOf={({ key }) => key} rowHeight={76}>{(someone, { tabIndex }) => <SomeoneItem someone={someone} tabIndex={tabIndex} />}</Rows>
    </>
  );
}
