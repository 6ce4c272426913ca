/** Buttons below the picture; each has a key, too (model/key-map.ts). */
import { ArrowsPointingInIcon, ArrowsPointingOutIcon, BackwardIcon, ChatBubbleBottomCenterTextIcon, ForwardIcon, LinkIcon, PauseIcon, PlayIcon, QuestionMarkCircleIcon, RectangleStackIcon, SpeakerWaveIcon, SpeakerXMarkIcon } from '@heroicons/react/24/solid';
import { clock, number } from '#lib/format.ts';
import { IconButton } from '#ui/button.tsx';
import { classes } from '#ui/class-names.ts';
import { Menu } from '#ui/menu.tsx';
import { usePlayer, useScene } from '../model/player-context.tsx';
import { RATES } from '../model/player-store.ts';
import { useWords } from '../words.ts';
import { OverlayMenu } from './overlay-menu.tsx';

export interface ControlsProps {
  hasPicture: boolean;
  hasCaptions: boolean;
  isFullscreen: boolean;
  onFullscreen(): void;
  onPictureInPicture: (() => void) | undefined;
  onHelp(): void;
  onCopyLink(): void;
  onFinding(by: 1 | -1): void;
}

function Position() {
  const t = useWords();
  const { store } = useScene();
  const [atMs, durationMs] = [usePlayer((state) => state.atMs), usePlayer((state) => state.durationMs)];
  return (
    <input
      type="range" aria-label={t('position')} aria-valuetext={t('positionOf', { at: clock(atMs), length: clock(durationMs) })} min={0} max={Math.max(1, durationMs)} step={1} value={Math.min(atMs, durationMs)}
      onChange={(event) => { store.getState().seek(Number(event.target.value)); }} className="block h-6 w-full accent-primary"
    />
  );
}

function Time() {
  const [atMs, durationMs] = [usePlayer((state) => state.atMs), usePlayer((state) => state.durationMs)];
  return <span className="numbers whitespace-nowrap px-1 text-sm">{clock(atMs, { tenths: true })}<span className="text-muted max-[359px]:hidden"> / {clock(durationMs)}</span></span>;
}

function Volume() {
  const t = useWords();
  const { store } = useScene();
  const [volume, muted] = [usePlayer((state) => state.volume), usePlayer((state) => state.muted)];
  return (
    <span className="flex items-center max-[359px]:hidden">
      <IconButton label={t(muted ? 'unmute' : 'mute')} icon={muted || volume === 0 ? SpeakerXMarkIcon : SpeakerWaveIcon} aria-pressed={muted} onClick={() => { store.getState().setMuted(!muted); }} />
      <input type="range" aria-label={t('volume')} min={0} max={1} step={0.05} value={muted ? 0 : volume} onChange={(event) => { store.getState().setVolume(Number(event.target.value)); }} className="hidden w-16 accent-primary xl:block" />
    </span>
  );
}

function Rate() {
  const t = useWords();
  const { store } = useScene();
  const rate = usePlayer((state) => state.rate);
  return (
    <select aria-label={t('rate')} title={t('rate')} value={rate} onChange={(event) => { store.getState().setRate(Number(event.target.value)); }} className="numbers w-16 rounded-md border border-edge bg-surface px-1 py-1.5 text-sm text-ink max-sm:hidden">
      {RATES.map((each) => <option key={each} value={each}>{each} ×</option>)}
    </select>
  );
}

/** Speeds in the menu of phones. */
const ON_PHONES = [0.5, 1, 1.5, 2];

function More({ onPictureInPicture, onHelp, onCopyLink, hasPicture }: ControlsProps) {
  const t = useWords();
  const { store } = useScene();
  const rate = usePlayer((state) => state.rate);
  return (
    <>
      <span className="hidden items-center sm:flex">
        <IconButton label={t('copyLink')} icon={LinkIcon} onClick={onCopyLink} />
        {hasPicture && onPictureInPicture && <IconButton label={t('pictureInPicture')} icon={RectangleStackIcon} onClick={onPictureInPicture} />}
        <IconButton label={t('help')} icon={QuestionMarkCircleIcon} onClick={onHelp} />
      </span>
      <span className="sm:hidden">
        <Menu
          label={t('more')}
          actions={[...ON_PHONES.filter((each) => each !== rate).map((each) => ({ label: t('rateOf', { rate: number(each, 2) }), run: () => { store.getState().setRate(each); } })), { label: t('copyLink'), icon: LinkIcon, run: onCopyLink }, ...(hasPicture && onPictureInPicture ? [{ label: t('pictureInPicture'), icon: RectangleStackIcon, run: onPictureInPicture }] : []), { label: t('help'), icon: QuestionMarkCircleIcon, run: onHelp }]}
        />
      </span>
    </>
  );
}

export function Controls(props: ControlsProps) {
  const { hasPicture, hasCaptions, isFullscreen, onFullscreen, onFinding } = props;
  const t = useWords();
  const { store } = useScene();
  const [playing, captions] = [usePlayer((state) => state.playing), usePlayer((state) => state.captions)];
  return (
    <div className="border-x border-b border-line bg-surface px-2 pb-1 pt-1 text-ink lg:rounded-b-md">
      <Position />
      <div className="flex flex-wrap items-center xl:gap-x-1">
        <IconButton label={t(playing ? 'pause' : 'play')} icon={playing ? PauseIcon : PlayIcon} onClick={() => { store.getState().toggle(); }} />
        <span className="hidden sm:flex">
          <IconButton label={t('previousFinding')} icon={BackwardIcon} onClick={() => { onFinding(-1); }} />
          <IconButton label={t('nextFinding')} icon={ForwardIcon} onClick={() => { onFinding(1); }} />
        </span>
        <Volume />
        <Time />
        <span className="grow" />
        <Rate />
        {hasCaptions && <IconButton label={t(captions ? 'captionsOff' : 'captionsOn')} icon={ChatBubbleBottomCenterTextIcon} aria-pressed={captions} className={classes(captions && 'text-link')} onClick={() => { store.getState().setCaptions(!captions); }} />}
        {hasPicture && <OverlayMenu />}
        <More {...props} />
        {hasPicture && <IconButton label={t(isFullscreen ? 'leaveFullscreen' : 'fullscreen')} icon={isFullscreen ? ArrowsPointingInIcon : ArrowsPointingOutIcon} onClick={onFullscreen} />}
      </div>
    </div>
  );
}
