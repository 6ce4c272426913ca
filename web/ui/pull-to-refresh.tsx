/** On phones: pulling the top of a page down reads it anew. Everything is live anyway; this is for habits, and for when in doubt. */
import { ArrowPathIcon } from '@heroicons/react/24/outline';
import { useEffect, useRef } from 'react';
import { useWords } from './pull-words.ts';

const FAR_ENOUGH_PX = 72;
const SLOWED = 0.5;

export function PullToRefresh({ onRefresh }: { onRefresh(): Promise<unknown> }) {
  const t = useWords();
  const sign = useRef<HTMLDivElement>(null);
  const refresh = useRef(onRefresh);
  useEffect(() => { refresh.current = onRefresh; }, [onRefresh]);
  useEffect(() => {
    let from: number | undefined;
    let by = 0;
    let busy = false;
    const show = (height: number): void => {
      if (!sign.current) return;
      sign.current.style.height = `${height}px`;
      sign.current.dataset['far'] = String(height >= FAR_ENOUGH_PX * SLOWED);
    };
    const start = (event: TouchEvent): void => {
      const [finger] = event.touches;
      from = scrollY <= 0 && event.touches.length === 1 && !busy && !(event.target instanceof Element && event.target.closest('[role="dialog"]')) ? finger?.clientY : undefined;
      by = 0;
    };
    const move = (event: TouchEvent): void => {
      if (from === undefined) return;
      by = scrollY > 0 ? 0 : Math.max(0, (event.touches[0]?.clientY ?? from) - from);
      show(Math.min(by, FAR_ENOUGH_PX * 2) * SLOWED);
    };
    const end = (): void => {
      const enough = from !== undefined && by >= FAR_ENOUGH_PX;
      from = undefined;
      if (!enough) {
        show(0);
        return;
      }
      busy = true;
      show(FAR_ENOUGH_PX * SLOWED);
      void refresh.current().catch(() => undefined).finally(() => {
        busy = false;
        show(0);
      });
    };
    // The browser's own pulling would load the page.
    const root = document.documentElement;
    root.style.overscrollBehaviorY = 'contain';
    const passive = { passive: true };
    addEventListener('touchstart', start, passive);
    addEventListener('touchmove', move, passive);
    addEventListener('touchend', end);
    addEventListener('touchcancel', end);
    return () => {
      root.style.overscrollBehaviorY = '';
      removeEventListener('touchstart', start);
      removeEventListener('touchmove', move);
      removeEventListener('touchend', end);
      removeEventListener('touchcancel', end);
    };
  }, []);
  return <div ref={sign} aria-hidden className="group flex h-0 items-center justify-center gap-2 overflow-hidden text-muted transition-[height]"><ArrowPathIcon className="size-5 group-data-[far=true]:rotate-180" />{t('release')}</div>;
}
