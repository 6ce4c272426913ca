/** The newest figures of all machines of the workspace, gathered from events for as long as the page is open. */
import { create } from 'zustand';
import { onEvent } from '#lib/live.ts';
import { figuresOf, sourceOf, withFigures, type Figures } from './figures.ts';

interface MeasuredState {
  /** By machine, or by job where it works on this machine. */
  histories: Readonly<Record<string, readonly Figures[]>>;
}

const useMeasured = create<MeasuredState>(() => ({ histories: {} }));

const NOTHING: readonly Figures[] = [];

/** Oldest first. */
export const useHistory = (source: string): readonly Figures[] => useMeasured(({ histories }) => histories[source] ?? NOTHING);

/** Gathers until the returned function is called. */
export function measure(): () => void {
  return onEvent((event) => {
    if (event.kind !== 'metrics') return;
    const source = sourceOf(event.body['jobId'], event.body['machineId']);
    if (source === undefined) return;
    // Its own clock: those of server and browser may differ, and only differences count here.
    const figures = figuresOf(event, Date.now());
    useMeasured.setState(({ histories }) => ({ histories: { ...histories, [source]: withFigures(histories[source] ?? NOTHING, figures) } }));
  });
}
