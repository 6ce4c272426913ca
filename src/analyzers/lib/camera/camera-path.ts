/** The camera's path through one shot: the motions of its frames added up and looked at over time. */

/** Frame by frame, content against the frame before; all arrays of one length. */
export interface MotionRecord {
  readonly length: number;
  atMs(index: number): number;
  /** Shares of the frame's longer side. */
  dx(index: number): number;
  dy(index: number): number;
  /** Logarithm of the magnification; radians. */
  zoom(index: number): number;
  roll(index: number): number;
  support(index: number): number;
}

/** Per second, of the camera: right, up, nearer, clockwise are positive. `pan`, `tilt` in shares of the longer side. */
export interface Velocity {
  pan: number;
  tilt: number;
  zoom: number;
  roll: number;
}

export interface CameraPath {
  readonly startMs: number;
  readonly endMs: number;
  /** Mean velocity between two times. */
  velocity(fromMs: number, toMs: number): Velocity;
  /** Root mean square distance from the smoothed path, a share of the longer side. */
  jitter(fromMs: number, toMs: number): number;
  support(fromMs: number, toMs: number): number;
}

/** Steps of the path; half the time over which it is smoothed to see jitter. */
const STEP_MS = 40;
const SMOOTH_STEPS = 5;

/** Path from frame `first` to `last` (inclusive); the motion into `first` belongs to the shot before and is left out. */
export function cameraPath(record: MotionRecord, first: number, last: number): CameraPath {
  const startMs = record.atMs(first);
  const endMs = record.atMs(last);
  const steps = Math.max(1, Math.floor((endMs - startMs) / STEP_MS) + 1);
  const position = { pan: new Float64Array(steps), tilt: new Float64Array(steps), zoom: new Float64Array(steps), roll: new Float64Array(steps) };
  const support = new Float64Array(steps);
  const here = { pan: 0, tilt: 0, zoom: 0, roll: 0 };
  let frame = first;
  for (let step = 0; step < steps; step++) {
    const atMs = startMs + step * STEP_MS;
    while (frame < last && record.atMs(frame + 1) <= atMs) {
      frame++;
      here.pan -= record.dx(frame);
      here.tilt += record.dy(frame);
      here.zoom += record.zoom(frame);
      here.roll -= record.roll(frame);
    }
    const next = frame < last ? frame + 1 : frame;
    const share = next > frame ? (atMs - record.atMs(frame)) / (record.atMs(next) - record.atMs(frame)) : 0;
    position.pan[step] = here.pan - share * record.dx(next);
    position.tilt[step] = here.tilt + share * record.dy(next);
    position.zoom[step] = here.zoom + share * record.zoom(next);
    position.roll[step] = here.roll - share * record.roll(next);
    support[step] = record.support(Math.min(last, Math.max(first + 1, next)));
  }
  const roughness = jitterOf(position.pan, position.tilt);
  const stepAt = (atMs: number): number => Math.max(0, Math.min(steps - 1, Math.round((atMs - startMs) / STEP_MS)));
  const mean = (values: Float64Array, fromMs: number, toMs: number): number => {
    const part = values.subarray(stepAt(fromMs), stepAt(toMs) + 1);
    return part.reduce((sum, value) => sum + value, 0) / part.length;
  };

  return {
    startMs,
    endMs,
    velocity(fromMs, toMs) {
      const from = stepAt(fromMs);
      const to = stepAt(toMs);
      const seconds = ((to - from) * STEP_MS) / 1000;
      const along = (values: Float64Array): number => (seconds > 0 ? ((values[to] ?? 0) - (values[from] ?? 0)) / seconds : 0);
      return { pan: along(position.pan), tilt: along(position.tilt), zoom: along(position.zoom), roll: along(position.roll) };
    },
    jitter: (fromMs, toMs) => Math.sqrt(mean(roughness, fromMs, toMs)),
    support: (fromMs, toMs) => mean(support, fromMs, toMs),
  };
}

/** Squared distance of each step from the mean of those around it; windows shrink towards the ends so that steady motion leaves none. */
function jitterOf(x: Float64Array, y: Float64Array): Float64Array {
  const squared = new Float64Array(x.length);
  for (let i = 0; i < x.length; i++) {
    const around = Math.min(SMOOTH_STEPS, i, x.length - 1 - i);
    let meanX = 0;
    let meanY = 0;
    for (let j = i - around; j <= i + around; j++) {
      meanX += x[j] ?? 0;
      meanY += y[j] ?? 0;
    }
    const n = 2 * around + 1;
    squared[i] = ((x[i] ?? 0) - meanX / n) ** 2 + ((y[i] ?? 0) - meanY / n) ** 2;
  }
  return squared;
}
