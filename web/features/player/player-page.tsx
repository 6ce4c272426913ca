/** One medium of a job, and everything that was found in it. */
import { ArrowLeftIcon } from '@heroicons/react/24/outline';
import { useMemo, useRef, useState } from 'react';
import { useParams } from 'react-router';
import { useAsk } from '#lib/api.ts';
import { ButtonLink } from '#ui/button.tsx';
import { copyText } from '#ui/copy.tsx';
import { Loaded, ProblemNote } from '#ui/notes.tsx';
import { Page, Skeleton } from '#ui/surface.tsx';
import { toast } from '#ui/toasts.tsx';
import { HelpDialog } from './help-dialog.tsx';
import { lanesOf, type Lane } from './lanes/lane-rows.ts';
import { createLaneView, type LaneViewStore } from './lanes/lane-view.ts';
import { Lanes } from './lanes/lanes.tsx';
import { linkTo, startOf, useDeepLink, useStartAtFinding } from './model/deep-link.ts';
import { FIRST_HIDDEN } from './model/families.ts';
import { instancesOf, stepFrom } from './model/finding-steps.ts';
import { SceneProvider, useScene, type MediaItem, type PlayerScene } from './model/player-context.tsx';
import { createPlayer } from './model/player-store.ts';
import { useKeyboard } from './model/use-keyboard.ts';
import { useObservations } from './model/use-observations.ts';
import { Panel } from './panel/panel.tsx';
import { PhotoView } from './photo/photo-view.tsx';
import { Stage } from './stage/stage.tsx';
import { useWords } from './words.ts';

const USUAL_FPS = 25;
const MS = 1000;

/** Steps over what the lanes show of themselves, from one bar to the next. */
function useSteps(lanes: readonly Lane[]): { finding(by: 1 | -1): void; instance(by: 1 | -1): void } {
  const { store, observations } = useScene();
  const bars = useMemo(() => lanes.flatMap(({ lead }) => lead.lines.flatMap((line) => line.bars)).sort((a, b) => a.startMs - b.startMs), [lanes]);
  const go = (among: typeof bars, by: 1 | -1): void => {
    const { nowMs, chosenId, seek, choose, hiddenAnalyzers } = store.getState();
    const next = stepFrom(among.filter(({ analyzer }) => !hiddenAnalyzers.has(analyzer)), by, nowMs(), chosenId);
    if (!next) return;
    seek(next.startMs);
    choose(next.id);
  };
  return {
    finding: (by) => { go(bars, by); },
    instance(by) {
      const { chosenId } = store.getState();
      const chosen = chosenId === undefined ? undefined : observations.byId.get(chosenId);
      if (chosen) go(instancesOf(bars, { analyzer: chosen.analyzer, group: chosen.speakerId ?? chosen.label ?? '' }), by);
    },
  };
}

function TimedParts({ view }: { view: LaneViewStore }) {
  const t = useWords();
  const { store, observations, medium } = useScene();
  const lanes = useMemo(() => lanesOf(observations), [observations]);
  const steps = useSteps(lanes);
  const [help, setHelp] = useState(false);
  const openHelp = (): void => {
    // The dialog would open behind the picture.
    if (document.fullscreenElement) void document.exitFullscreen();
    setHelp(true);
  };
  const fullscreen = useRef<() => void>(() => undefined);
  useKeyboard(store, {
    ...steps, frameMs: MS / (medium.facts?.fps ?? USUAL_FPS), fullscreen: () => { fullscreen.current(); }, help: openHelp,
    zoom: (factor) => { if (factor === 'all') view.getState().fit(); else view.getState().zoom(factor, store.getState().nowMs()); },
  });
  const copy = async (): Promise<void> => {
    const done = await copyText(linkTo(store));
    toast(t(done ? 'copied' : 'notCopied'), { tone: done ? 'success' : 'danger' });
  };
  return (
    <>
      <div className="min-w-0 max-lg:portrait:sticky max-lg:portrait:top-14 max-lg:portrait:z-20 max-lg:-mx-4 sm:max-lg:-mx-6 lg:col-start-1 lg:row-start-1">
        {medium.held || medium.state !== 'stored'
          ? <p className="rounded-md border border-line bg-surface p-6 text-center text-muted">{t(medium.held ? 'isHeld' : 'noMedium')}</p>
          : <Stage fullscreenRef={fullscreen} onHelp={openHelp} onCopyLink={() => { void copy(); }} onFinding={steps.finding} />}
      </div>
      <div className="min-w-0 lg:col-span-2 lg:row-start-2"><Lanes lanes={lanes} view={view} /></div>
      <HelpDialog open={help} onClose={() => { setHelp(false); }} />
    </>
  );
}

function useScenes(jobId: string, medium: MediaItem): { scene: PlayerScene; error: unknown; refetch(): void } {
  const { index, loading, error, refetch } = useObservations(jobId, medium.id);
  const { data: job } = useAsk('getJob', { path: { jobId } });
  const [store] = useState(() => createPlayer({ durationMs: medium.durationMs, hiddenAnalyzers: new Set(FIRST_HIDDEN), ...startOf(location.search) }));
  const jobMedium = job?.media.find(({ mediaId }) => mediaId === medium.id);
  const scene = useMemo<PlayerScene>(() => ({ jobId, mediaId: medium.id, medium, jobMedium, observations: index, loading, store }), [jobId, medium, jobMedium, index, loading, store]);
  return { scene, error, refetch };
}

function Player({ jobId, medium }: { jobId: string; medium: MediaItem }) {
  const t = useWords();
  const { scene, error, refetch } = useScenes(jobId, medium);
  useDeepLink(scene.store);
  useStartAtFinding(scene.store, scene.observations);
  const unfinished = scene.jobMedium?.runs.some(({ status }) => status === 'waiting' || status === 'running') ?? false;
  const [view] = useState(() => createLaneView(Math.max(1, medium.durationMs), MS / (medium.facts?.fps ?? USUAL_FPS)));
  return (
    <SceneProvider scene={scene}>
      <Page wide title={medium.name} actions={<ButtonLink look="quiet" icon={ArrowLeftIcon} to={`/jobs/${jobId}`}>{t('job')}</ButtonLink>}>
        {unfinished && <p role="status" className="rounded-md border border-line bg-primary/10 px-3 py-2">{t('partial')}</p>}
        {error !== null && error !== undefined && <ProblemNote error={error} onRetry={refetch} />}
        <div className="flex flex-col gap-4 lg:grid lg:grid-cols-[minmax(0,1fr)_26rem] 2xl:grid-cols-[minmax(0,1fr)_32rem]">
          {medium.kind === 'image' ? <div className="min-w-0"><PhotoView /></div> : <TimedParts view={view} />}
          <div className="min-w-0 lg:relative lg:col-start-2 lg:row-start-1"><div className="lg:absolute lg:inset-0 lg:flex lg:flex-col lg:overflow-hidden"><Panel /></div></div>
        </div>
      </Page>
    </SceneProvider>
  );
}

export function Component() {
  const { jobId = '', mediaId = '' } = useParams();
  const medium = useAsk('getMedium', { path: { mediaId } });
  return <Loaded asked={medium} skeleton={<div className="p-6"><Skeleton className="h-96" /></div>}>{(data) => <Player key={`${jobId}/${mediaId}`} jobId={jobId} medium={data} />}</Loaded>;
}
