/** A time that takes one there. */
import { clock } from '#lib/format.ts';
import { classes } from '#ui/class-names.ts';
import { usePlayer } from '../model/player-context.tsx';
import { usePanel } from './panel-context.tsx';

export function TimeButton({ ms, toMs, className }: { ms: number; toMs?: number; className?: string }) {
  const seek = usePlayer((state) => state.seek);
  const { timed } = usePanel();
  if (!timed) return null;
  return (
    <button type="button" onClick={() => { seek(ms); }} className={classes('numbers inline-flex min-h-6 shrink-0 items-center rounded-md px-1 text-left text-link hover:underline', className)}>
      {clock(ms, { tenths: true })}{toMs !== undefined && toMs > ms && ` – ${clock(toMs, { tenths: true })}`}
    </button>
  );
}
