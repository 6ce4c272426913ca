/** Names at the left of the lanes; a family unfolds to its parts. */
import { ChevronDownIcon, ChevronRightIcon } from '@heroicons/react/24/outline';
import { analyzerName } from '#lib/analyzer-names.ts';
import { classes } from '#ui/class-names.ts';
import { colourOf, type FamilyId } from '../model/families.ts';
import { useWords } from './lane-words.ts';
import type { PlacedRow } from './lane-rows.ts';

function usePartName(): (part: string) => string {
  const t = useWords();
  return (part) => {
    if (part === 'scene_segmentation:shot') return t('shots');
    if (part === 'object_detection:person') return t('personObjects');
    return analyzerName(part.split(':', 1)[0] ?? part);
  };
}

export function LaneNames({ rows, unfolded, onFold, strips }: { rows: readonly PlacedRow[]; unfolded: ReadonlySet<FamilyId>; onFold(family: FamilyId): void; strips: readonly { name: string; top: number; height: number }[] }) {
  const t = useWords();
  const partName = usePartName();
  return (
    <div className="relative w-28 shrink-0 border-r border-line text-xs sm:w-40 sm:text-sm">
      {strips.map(({ name, top, height }) => <span key={name} className="absolute flex items-center px-2 text-muted" style={{ top, height }}>{name}</span>)}
      {rows.map(({ row, lane, top, height, lead }) => {
        const name = row.part === undefined ? t(`family_${lane.family}`) : partName(row.part);
        const open = unfolded.has(lane.family);
        const Chevron = open ? ChevronDownIcon : ChevronRightIcon;
        const inner = <><span aria-hidden className="size-2.5 shrink-0 rounded-full" style={{ backgroundColor: colourOf(lane.family) }} /><span className="min-w-0 grow truncate text-left">{name}</span></>;
        const shape = 'absolute inset-x-0 flex items-center gap-1.5 px-1.5 sm:px-2';
        if (!lead || lane.parts.length < 2) return <span key={row.key} title={name} className={classes(shape, !lead && 'pl-5 text-xs text-muted')} style={{ top, height }}>{inner}</span>;
        return (
          <button key={row.key} type="button" aria-expanded={open} aria-label={t(open ? 'fold' : 'unfold', { name })} title={t(open ? 'fold' : 'unfold', { name })} onClick={() => { onFold(lane.family); }} className={classes(shape, 'min-w-0! hover:bg-ink/10')} style={{ top, height }}>
            {inner}<Chevron className="size-3.5 shrink-0 text-muted" aria-hidden />
          </button>
        );
      })}
    </div>
  );
}
