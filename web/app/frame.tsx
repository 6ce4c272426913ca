/** What stands around every page: navigation, who is signed in, the money bar, the connection. */
import { Suspense, useEffect } from 'react';
import { Navigate, Outlet, useLocation, useNavigation } from 'react-router';
import { isApiError, useAsk } from '#lib/api.ts';
import { usePageDrops } from '#lib/drops.ts';
import { latePart } from '#lib/late-part.ts';
import { useLive, Watching } from '#lib/live.ts';
import { useSession } from '#lib/session.ts';
import { ProblemNote } from '#ui/notes.tsx';
import { Skeleton } from '#ui/surface.tsx';
import { BottomBar, SideBar } from './navigation.tsx';
import { TopBar } from './top-bar.tsx';
import { useWords } from './words.ts';

// Around the page and not on it: they come after it.
const SignInAgain = latePart(async () => (await import('#features/access/sign-in-again.tsx')).SignInAgain);
const MoneyBar = latePart(async () => (await import('#features/machines/money-bar.tsx')).MoneyBar);
const Uploads = latePart(async () => (await import('#features/uploads/index.ts')).Uploads);

/** A new page begins at its heading, for eyes and for screen readers. */
function useArrival(): void {
  const { pathname } = useLocation();
  useEffect(() => {
    scrollTo({ top: 0 });
    document.querySelector<HTMLElement>('main h1')?.focus({ preventScroll: true });
  }, [pathname]);
}

export function Frame() {
  const t = useWords();
  const { pathname, search } = useLocation();
  const loading = useNavigation().state === 'loading';
  const broken = useLive(({ connection }) => connection === 'broken');
  const renewals = useSession((state) => state.renewals);
  const expired = useSession((state) => state.expired);
  const me = useAsk('getMe', {}, { staleMs: 60_000 });
  useArrival();
  usePageDrops(me.data?.permissions.includes('media:write') ?? true);
  if (!me.data && isApiError(me.error) && me.error.status === 401) return <Navigate replace to={`/sign-in?next=${encodeURIComponent(pathname + search)}`} />;
  return (
    <div className="safe-x flex min-h-full">
      <a href="#content" className="sr-only z-50 rounded-md bg-raised p-3 focus:not-sr-only focus:fixed focus:left-2 focus:top-2">{t('skip')}</a>
      <SideBar />
      <div className="flex min-w-0 grow flex-col">
        <TopBar />
        {loading && <div role="progressbar" aria-label={t('loading')} className="fixed inset-x-0 top-0 z-50 h-0.5 animate-pulse bg-primary" />}
        {broken && <p role="status" className="bg-warning/25 px-4 py-2 text-center">{t('offline')}</p>}
        <main id="content" className="grow pb-36 md:pb-16">
          {me.data ? <Outlet /> : me.error ? <div className="p-6"><ProblemNote error={me.error} onRetry={() => { void me.refetch(); }} /></div> : <div className="p-6"><Skeleton className="h-64" /></div>}
        </main>
        {me.data && <><Suspense><MoneyBar /></Suspense><Suspense><Uploads /></Suspense><Watching key={`${me.data.workspaceId} ${renewals}`} /></>}
        <BottomBar />
      </div>
      {me.data && expired && <Suspense><SignInAgain /></Suspense>}
    </div>
  );
}
