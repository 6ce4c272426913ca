/** Which widgets stand on the dashboard, and in which order; kept with the account. */

export const WIDGETS = ['queue', 'media', 'results', 'storage', 'costs'] as const;
export type WidgetId = (typeof WIDGETS)[number];

export interface Layout { order: readonly WidgetId[]; hidden: readonly WidgetId[] }

export const USUAL: Layout = { order: WIDGETS, hidden: [] };

const known = (given: readonly string[]): WidgetId[] => [...new Set(WIDGETS.filter((id) => given.includes(id)))].toSorted((a, b) => given.indexOf(a) - given.indexOf(b));

/** What an older or newer AIMA kept is understood as far as it goes: unknown widgets go, new ones come last. */
export function layoutOf({ order, hidden }: { order: readonly string[]; hidden: readonly string[] } = USUAL): Layout {
  const there = known(order);
  return { order: [...there, ...WIDGETS.filter((id) => !there.includes(id))], hidden: known(hidden) };
}

export const isUsual = ({ order, hidden }: Layout): boolean => hidden.length === 0 && order.every((id, i) => id === WIDGETS[i]);

/** Takes the place of `to`; the others close up. */
export function movedTo(layout: Layout, id: WidgetId, to: number): Layout {
  const others = layout.order.filter((each) => each !== id);
  const at = Math.min(others.length, Math.max(0, to));
  return { ...layout, order: [...others.slice(0, at), id, ...others.slice(at)] };
}

export const withShown = ({ order, hidden }: Layout, id: WidgetId, shown: boolean): Layout => ({ order, hidden: shown ? hidden.filter((each) => each !== id) : [...new Set([...hidden, id])] });
