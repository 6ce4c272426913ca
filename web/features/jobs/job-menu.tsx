/** Everything that can be done with a job, as a menu; a long press or a right click on its card opens the same. */
import { ArchiveBoxArrowDownIcon, ArchiveBoxIcon, ArrowPathIcon, BookmarkIcon, DocumentDuplicateIcon, PauseIcon, PlayIcon, TrashIcon, XCircleIcon } from '@heroicons/react/24/outline';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { useMe } from '#lib/me.ts';
import type { Icon } from '#ui/button.tsx';
import { Menu, type MenuAction } from '#ui/menu.tsx';
import { toastProblem } from '#ui/toasts.tsx';
import { useActionWords } from './action-words.ts';
import { ACTION_RULES, JOB_ACTIONS, mayDo, mayRerun, type JobAction } from './job-actions.ts';
import { asAsked, AskFirst, doAndTell, Rerun, Reuse, SaveTemplate } from './job-dialogs.tsx';
import type { Job } from './job-look.ts';

const ICONS: Readonly<Record<JobAction, Icon>> = { start: PlayIcon, pause: PauseIcon, resume: PlayIcon, cancel: XCircleIcon, retry: ArrowPathIcon, archive: ArchiveBoxIcon, restore: ArchiveBoxArrowDownIcon, delete: TrashIcon };

type Open = 'rerun' | 'reuse' | 'template' | NonNullable<ReturnType<typeof asAsked>>;

export interface JobMenuState {
  actions: readonly MenuAction[];
  run(action: JobAction): void;
  dialog: React.ReactNode;
}

export interface JobMenuProps {
  job: Job;
  /** Actions that stand elsewhere on the page. */
  without?: readonly (JobAction | 'rerun')[];
  /** After it was deleted. */
  onDeleted?: () => void;
  /** Before all others. */
  first?: readonly MenuAction[];
}

export function useJobMenu({ job, without = [], onDeleted, first = [] }: JobMenuProps): JobMenuState {
  const t = useActionWords();
  const go = useNavigate();
  const permissions = useMe()?.permissions ?? [];
  const [open, setOpen] = useState<Open>();
  const close = (): void => { setOpen(undefined); };
  const run = (action: JobAction): void => {
    const asked = asAsked(action);
    if (action === 'start') void go(`/jobs/${job.id}`);
    else if (asked) setOpen(asked);
    else doAndTell(action, job, t).catch(toastProblem);
  };
  const byState = JOB_ACTIONS.filter((action) => !without.includes(action) && mayDo(action, job, permissions));
  const itemOf = (action: JobAction): MenuAction => ({ label: t(action), icon: ICONS[action], danger: ACTION_RULES[action].danger ?? false, run: () => { run(action); } });
  const mayWrite = permissions.includes('jobs:write');
  const actions: MenuAction[] = [
    ...first, ...byState.filter((action) => action !== 'delete').map(itemOf),
    ...(!without.includes('rerun') && mayRerun(job, permissions) ? [{ label: t('rerun'), icon: ArrowPathIcon, run: () => { setOpen('rerun'); } }] : []),
    ...(mayWrite ? [{ label: t('reuse'), icon: DocumentDuplicateIcon, run: () => { setOpen('reuse'); } }, { label: t('template'), icon: BookmarkIcon, run: () => { setOpen('template'); } }] : []),
    ...byState.filter((action) => action === 'delete').map(itemOf),
  ];
  const dialogs = { rerun: Rerun, reuse: Reuse, template: SaveTemplate };
  const Shown = open === 'rerun' || open === 'reuse' || open === 'template' ? dialogs[open] : undefined;
  const asked = open !== undefined && open !== 'rerun' && open !== 'reuse' && open !== 'template' ? open : undefined;
  return {
    actions, run,
    dialog: Shown ? <Shown job={job} onClose={close} /> : asked ? <AskFirst job={job} action={asked} onClose={close} onDone={asked === 'delete' ? onDeleted : undefined} /> : null,
  };
}

export function JobMenu(props: JobMenuProps) {
  const t = useActionWords();
  const { actions, dialog } = useJobMenu(props);
  if (actions.length === 0) return null;
  return <><Menu label={t('menu', { name: props.job.name })} actions={actions} />{dialog}</>;
}
