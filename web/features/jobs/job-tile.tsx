/** A card in the list: with its menu, a mark while selecting, and for fingers a swipe and a long press. */
import { useState } from 'react';
import { useMe } from '#lib/me.ts';
import { Button } from '#ui/button.tsx';
import { Dialog } from '#ui/dialog.tsx';
import { Menu } from '#ui/menu.tsx';
import { Swipeable, type SwipeAction } from '#ui/swipeable.tsx';
import { useActionWords } from './action-words.ts';
import { mayDo, type JobAction } from './job-actions.ts';
import { JobCard } from './job-card.tsx';
import type { Job } from './job-look.ts';
import { useJobMenu } from './job-menu.tsx';
import { useListWords } from './list-words.ts';

/** What a swipe to either side does: on with it, or away with it. */
const ONWARD: readonly JobAction[] = ['start', 'resume', 'retry', 'pause', 'archive'];
const AWAY: readonly JobAction[] = ['cancel', 'delete'];

interface JobTileProps {
  job: Job;
  selecting: boolean;
  selected: boolean;
  onSelect(): void;
}

export function JobTile({ job, selecting, selected, onSelect }: JobTileProps) {
  const t = useActionWords();
  const list = useListWords();
  const permissions = useMe()?.permissions ?? [];
  const [sheet, setSheet] = useState(false);
  const { actions, run, dialog } = useJobMenu({ job });
  const swipe = (side: readonly JobAction[]): SwipeAction | undefined => {
    const action = side.find((each) => mayDo(each, job, permissions));
    const item = action && actions.find(({ label }) => label === t(action));
    return action && item?.icon ? { label: item.label, icon: item.icon, danger: item.danger ?? false, run: () => { run(action); } } : undefined;
  };
  const mark = selecting ? <input type="checkbox" aria-label={list('selectJob', { name: job.name })} checked={selected} onChange={onSelect} className="mt-0.5 size-5 accent-primary" /> : undefined;
  return (
    <>
      <Swipeable right={swipe(ONWARD)} left={swipe(AWAY)} onLongPress={actions.length > 0 ? () => { setSheet(true); } : undefined}>
        <JobCard job={job} mark={mark} actions={actions.length > 0 && <Menu label={t('menu', { name: job.name })} actions={actions} />} />
      </Swipeable>
      <Dialog open={sheet} onClose={() => { setSheet(false); }} title={job.name}>
        <div className="flex flex-col gap-1">
          {actions.map(({ label, icon, danger, run: act }) => <Button key={label} look="quiet" {...(icon && { icon })} className={danger ? 'justify-start text-danger-ink' : 'justify-start'} onClick={() => { setSheet(false); act(); }}>{label}</Button>)}
        </div>
      </Dialog>
      {dialog}
    </>
  );
}
