/** Draws the history of a machine with uPlot; a chunk of its own, loaded where there is something to draw. */
import UPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';

export interface Line {
  name: string;
  colour: string;
  /** 0..100; null where it was not measured. */
  values: readonly (number | null)[];
}

export interface Drawn {
  update(timesSeconds: readonly number[], lines: readonly Line[]): void;
  resize(width: number): void;
  end(): void;
}

const HEIGHT = 110;
const AXIS = 34;

const dataOf = (times: readonly number[], lines: readonly Line[]): UPlot.AlignedData => [[...times], ...lines.map(({ values }) => [...values])];

/** @param ink, line colours of text and of the grid @param clockOf of a moment on the axis */
export function drawHistory(place: HTMLElement, { times, lines, ink, grid, clockOf }: { times: readonly number[]; lines: readonly Line[]; ink: string; grid: string; clockOf(seconds: number): string }): Drawn {
  const axis = { stroke: ink, font: '11px "Inter Variable", sans-serif', grid: { stroke: grid, width: 1 }, ticks: { show: false } };
  const plot = new UPlot({
    width: Math.max(120, place.clientWidth), height: HEIGHT, legend: { show: false }, cursor: { show: false }, padding: [6, 24, 0, 0],
    scales: { y: { range: [0, 100] } },
    axes: [{ ...axis, size: 22, space: 90, values: (_plot, splits) => splits.map(clockOf) }, { ...axis, size: AXIS, splits: [0, 50, 100] }],
    series: [{}, ...lines.map(({ name, colour }) => ({ label: name, stroke: colour, width: 2, points: { show: false } }))],
  }, dataOf(times, lines), place);
  return {
    update(nextTimes, nextLines) { plot.setData(dataOf(nextTimes, nextLines)); },
    resize(width) { plot.setSize({ width: Math.max(120, width), height: HEIGHT }); },
    end() { plot.destroy(); },
  };
}
