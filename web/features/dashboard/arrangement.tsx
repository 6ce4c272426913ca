/** The widgets while they are arranged: dragged by mouse, finger or keys, or moved by buttons. Loaded only then. */
import { closestCenter, DndContext, KeyboardSensor, MouseSensor, TouchSensor, useSensor, useSensors, type Announcements, type DragEndEvent } from '@dnd-kit/core';
import { rectSortingStrategy, SortableContext, sortableKeyboardCoordinates, useSortable } from '@dnd-kit/sortable';
import { ArrowDownIcon, ArrowUpIcon, ArrowsPointingOutIcon, EyeIcon, EyeSlashIcon } from '@heroicons/react/24/outline';
import { feel } from '#lib/haptics.ts';
import { IconButton } from '#ui/button.tsx';
import { classes } from '#ui/class-names.ts';
import { movedTo, withShown, type Layout, type WidgetId } from './layout.ts';
import { WIDGET_PARTS } from './widgets.tsx';
import { useWords } from './words.ts';

interface ArrangementProps { layout: Layout; change(layout: Layout): void }

function Sortable({ id, index, layout, change }: ArrangementProps & { id: WidgetId; index: number }) {
  const t = useWords();
  const { attributes, listeners, setNodeRef, setActivatorNodeRef, transform, transition, isDragging } = useSortable({ id });
  const name = t(`widget_${id}`);
  const hidden = layout.hidden.includes(id);
  return (
    <li
      ref={setNodeRef} data-widget={id} style={{ transform: transform ? `translate(${transform.x}px, ${transform.y}px)` : undefined, transition }}
      className={classes('rounded-md border-2 border-dashed bg-surface p-3', isDragging ? 'z-20 border-primary shadow-xl' : 'border-edge', WIDGET_PARTS[id].wide && 'lg:col-span-2')}
    >
      <div className="flex flex-wrap items-center gap-1">
        <IconButton ref={setActivatorNodeRef} label={t('drag', { name })} icon={ArrowsPointingOutIcon} className="cursor-grab touch-none" {...attributes} {...listeners} />
        <span className={classes('min-w-0 grow font-semibold', hidden && 'text-muted')}>{name}{hidden && ` (${t('hiddenNow')})`}</span>
        <IconButton label={t('up', { name })} icon={ArrowUpIcon} disabled={index === 0} onClick={() => { change(movedTo(layout, id, index - 1)); }} />
        <IconButton label={t('down', { name })} icon={ArrowDownIcon} disabled={index === layout.order.length - 1} onClick={() => { change(movedTo(layout, id, index + 1)); }} />
        <IconButton label={t(hidden ? 'show' : 'hide', { name })} icon={hidden ? EyeSlashIcon : EyeIcon} onClick={() => { change(withShown(layout, id, hidden)); }} />
      </div>
      <div inert aria-hidden className={classes('mt-2 max-h-32 overflow-hidden', hidden ? 'hidden' : 'opacity-60')}>{WIDGET_PARTS[id].body()}</div>
    </li>
  );
}

export function Arrangement({ layout, change }: ArrangementProps) {
  const t = useWords();
  const sensors = useSensors(
    useSensor(MouseSensor, { activationConstraint: { distance: 5 } }), useSensor(TouchSensor, { activationConstraint: { delay: 150, tolerance: 8 } }), useSensor(KeyboardSensor, { coordinateGetter: sortableKeyboardCoordinates }),
  );
  const nameOf = (id: string | number): string => { const widget = layout.order.find((each) => each === id); return widget ? t(`widget_${widget}`) : String(id); };
  const announcements: Announcements = {
    onDragStart: ({ active }) => t('picked', { name: nameOf(active.id) }),
    onDragOver: ({ active, over }) => (over ? t('over', { name: nameOf(active.id), place: nameOf(over.id) }) : undefined),
    onDragEnd: ({ active, over }) => (over ? t('dropped', { name: nameOf(active.id), place: nameOf(over.id) }) : t('cancelled', { name: nameOf(active.id) })),
    onDragCancel: ({ active }) => t('cancelled', { name: nameOf(active.id) }),
  };
  const ended = ({ active, over }: DragEndEvent): void => {
    const id = layout.order.find((each) => each === active.id);
    const to = layout.order.findIndex((each) => each === over?.id);
    if (id === undefined || to < 0 || id === over?.id) return;
    feel();
    change(movedTo(layout, id, to));
  };
  return (
    <DndContext sensors={sensors} collisionDetection={closestCenter} onDragEnd={ended} accessibility={{ announcements, screenReaderInstructions: { draggable: t('instructions') } }}>
      <SortableContext items={[...layout.order]} strategy={rectSortingStrategy}>
        <ul className="grid gap-4 lg:grid-cols-2">{layout.order.map((id, index) => <Sortable key={id} id={id} index={index} layout={layout} change={change} />)}</ul>
      </SortableContext>
    </DndContext>
  );
}
