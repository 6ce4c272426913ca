/** Keys of the photo view. Pure. */

export type PhotoAction = { do: 'zoom'; factor: number } | { do: 'whole' } | { do: 'natural' } | { do: 'move'; x: number; y: number } | { do: 'medium'; step: 1 | -1 };

const STEP = 1.25;
const MOVE_PX = 80;

const ARROWS: Readonly<Record<string, readonly [x: number, y: number]>> = { ArrowLeft: [1, 0], ArrowRight: [-1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

/** @param closeUp the photo is larger than its frame: arrows move it; else they go to the next medium */
export function photoAction({ key, ctrlKey, metaKey, altKey }: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey'>, closeUp: boolean): PhotoAction | undefined {
  if (ctrlKey || metaKey || altKey) return undefined;
  if (key === '+' || key === '=') return { do: 'zoom', factor: STEP };
  if (key === '-' || key === '_') return { do: 'zoom', factor: 1 / STEP };
  if (key === '0') return { do: 'whole' };
  if (key === '1') return { do: 'natural' };
  if (key === 'n') return { do: 'medium', step: 1 };
  if (key === 'p') return { do: 'medium', step: -1 };
  const arrow = ARROWS[key];
  if (!arrow) return undefined;
  const [x, y] = arrow;
  if (closeUp) return { do: 'move', x: x * MOVE_PX, y: y * MOVE_PX };
  return x === 0 ? undefined : { do: 'medium', step: x < 0 ? 1 : -1 };
}
