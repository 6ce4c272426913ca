/** What each key does in the player: one table for the keyboard and for its help. Pure. */

export type PlayerAction =
  | { do: 'toggle' | 'mute' | 'fullscreen' | 'captions' | 'search' | 'help' | 'slower' | 'faster' | 'normal' | 'loopFrom' | 'loopTo' | 'loopOff' | 'zoomIn' | 'zoomOut' | 'zoomAll' }
  | { do: 'skip'; ms: number }
  | { do: 'frame' | 'finding' | 'instance'; by: 1 | -1 }
  | { do: 'part'; share: number }
  | { do: 'volume'; by: number };

export interface Pressed { key: string; shiftKey: boolean; ctrlKey: boolean; metaKey: boolean; altKey: boolean }

const SKIP_MS = 10_000;
const SHORT_SKIP_MS = 5_000;
const LONG_SKIP_MS = 60_000;
const VOLUME_STEP = 0.1;

const PLAIN: Readonly<Record<string, PlayerAction>> = {
  ' ': { do: 'toggle' }, 'k': { do: 'toggle' }, 'j': { do: 'skip', ms: -SKIP_MS }, 'l': { do: 'skip', ms: SKIP_MS },
  ',': { do: 'frame', by: -1 }, '.': { do: 'frame', by: 1 }, 'n': { do: 'finding', by: 1 }, 'p': { do: 'finding', by: -1 },
  'ArrowUp': { do: 'volume', by: VOLUME_STEP }, 'ArrowDown': { do: 'volume', by: -VOLUME_STEP },
  'm': { do: 'mute' }, 'f': { do: 'fullscreen' }, 'c': { do: 'captions' }, '/': { do: 'search' }, 'i': { do: 'loopFrom' }, 'o': { do: 'loopTo' }, 'x': { do: 'loopOff' },
  '+': { do: 'zoomIn' }, '=': { do: 'zoomIn' }, '-': { do: 'zoomOut' }, '0': { do: 'zoomAll' }, 'Home': { do: 'part', share: 0 }, 'End': { do: 'part', share: 1 },
};
const SHIFTED: Readonly<Record<string, PlayerAction>> = { '?': { do: 'help' }, '/': { do: 'search' }, '+': { do: 'zoomIn' }, '*': { do: 'zoomIn' }, '<': { do: 'slower' }, '>': { do: 'faster' }, 'N': { do: 'instance', by: 1 }, 'P': { do: 'instance', by: -1 } };

const own = (table: Readonly<Record<string, PlayerAction>>, key: string): PlayerAction | undefined => (Object.hasOwn(table, key) ? table[key] : undefined);

/** Undefined: the key is not the player's, and whatever else listens may have it. */
export function actionOf({ key, shiftKey, ctrlKey, metaKey, altKey }: Pressed): PlayerAction | undefined {
  if (metaKey || altKey) return undefined;
  if (key === 'ArrowLeft' || key === 'ArrowRight') {
    if (shiftKey && ctrlKey) return undefined;
    const ms = ctrlKey ? LONG_SKIP_MS : shiftKey ? SHORT_SKIP_MS : SKIP_MS;
    return { do: 'skip', ms: key === 'ArrowLeft' ? -ms : ms };
  }
  if (ctrlKey) return undefined;
  if (!shiftKey && /^[1-9]$/.test(key)) return { do: 'part', share: Number(key) / 10 };
  // Caps lock gives capitals without Shift.
  return shiftKey ? own(SHIFTED, key) : own(PLAIN, key.length === 1 ? key.toLowerCase() : key) ?? own(SHIFTED, key);
}

/** As it stands in the help, in its order; the first part is the key of its words. */
export const KEY_HELP = [
  ['play', ['Space', 'K']], ['skip', ['←', '→']], ['skipShort', ['Shift ←', 'Shift →']], ['skipLong', ['Ctrl ←', 'Ctrl →']], ['skipJl', ['J', 'L']], ['frame', [',', '.']], ['part', ['1 – 9']], ['ends', ['Home', 'End']],
  ['rate', ['<', '>']], ['volume', ['↑', '↓']], ['mute', ['M']], ['fullscreen', ['F']], ['captions', ['C']], ['finding', ['N', 'P']], ['instance', ['Shift N', 'Shift P']],
  ['loop', ['I', 'O', 'X']], ['zoom', ['+', '−', '0']], ['search', ['/']], ['help', ['?']],
] as const satisfies readonly (readonly [string, readonly string[]])[];
