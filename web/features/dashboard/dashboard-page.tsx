/** Where one begins: bring media, see what runs and waits, what came, what it takes of space and money. */
import { AdjustmentsHorizontalIcon, PlusIcon, Squares2X2Icon } from '@heroicons/react/24/outline';
import { Suspense, useState } from 'react';
import { Link } from 'react-router';
import { FirstSteps } from '#features/access/index.ts';
import { NewJob } from '#features/new-job/index.ts';
import { DropZone, UploadList } from '#features/uploads/index.ts';
import { latePart } from '#lib/late-part.ts';
import { useMe, type Me } from '#lib/me.ts';
import { changePreferences } from '#lib/preferences.ts';
import { Button } from '#ui/button.tsx';
import { classes } from '#ui/class-names.ts';
import { Empty } from '#ui/notes.tsx';
import { Card, Page, Skeleton } from '#ui/surface.tsx';
import { toastProblem } from '#ui/toasts.tsx';
import { isUsual, layoutOf, USUAL, type Layout } from './layout.ts';
import { WIDGET_PARTS } from './widgets.tsx';
import { useWords } from './words.ts';

const Arrangement = latePart(async () => (await import('./arrangement.tsx')).Arrangement);

function Widgets({ layout, may }: { layout: Layout; may(right: string): boolean }) {
  const t = useWords();
  const shown = layout.order.filter((id) => !layout.hidden.includes(id) && may(WIDGET_PARTS[id].needs));
  if (shown.length === 0) return <Empty icon={Squares2X2Icon} title={t('nothingShown')} />;
  return (
    <div data-widgets className="grid gap-4 lg:grid-cols-2">
      {shown.map((id) => {
        const { body, to, wide } = WIDGET_PARTS[id];
        return <Card key={id} title={t(`widget_${id}`)} actions={<Link to={to} className="touch inline-flex items-center text-link hover:underline">{t(`all_${id}`)}</Link>} className={classes('min-w-0', wide && 'lg:col-span-2')}>{body()}</Card>;
      })}
    </div>
  );
}

function Dashboard({ me }: { me: Me }) {
  const t = useWords();
  const layout = layoutOf(me.preferences.dashboard);
  const [arranging, setArranging] = useState(false);
  const [making, setMaking] = useState(false);
  const may = (right: string): boolean => me.permissions.some((each) => each === right);
  const change = (next: Layout): void => { changePreferences({ dashboard: isUsual(next) ? undefined : { order: [...next.order], hidden: [...next.hidden] } }).catch(toastProblem); };
  return (
    <Page
      title={t('title')}
      actions={<>
        {arranging && !isUsual(layout) && <Button look="quiet" onClick={() => { change(USUAL); }}>{t('reset')}</Button>}
        <Button icon={AdjustmentsHorizontalIcon} aria-pressed={arranging} onClick={() => { setArranging(!arranging); }}>{arranging ? t('done') : t('arrange')}</Button>
        {may('jobs:write') && <Button icon={PlusIcon} onClick={() => { setMaking(true); }}>{t('newJob')}</Button>}
      </>}
    >
      {may('media:write') && <Card><DropZone /><div className="mt-3 empty:hidden"><UploadList /></div></Card>}
      <FirstSteps />
      {arranging
        ? <><p className="text-muted">{t('arrangeText')}</p><Suspense fallback={<Skeleton className="h-64" />}><Arrangement layout={layout} change={change} /></Suspense></>
        : <Widgets layout={layout} may={may} />}
      <NewJob open={making} mediaIds={[]} onClose={() => { setMaking(false); }} />
    </Page>
  );
}

export function Component() {
  const me = useMe();
  return me ? <Dashboard key={me.account.id} me={me} /> : null;
}
