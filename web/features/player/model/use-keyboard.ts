/** Keys act wherever the focus is on the page, but never while somebody types or a dialog is open. */
import { useEffect, useRef } from 'react';
import { actionOf, type PlayerAction } from './key-map.ts';
import type { PlayerStore, PlayerValue } from './player-store.ts';
import { RATES } from './player-store.ts';

/** What is not the store's. */
export interface Around {
  frameMs: number;
  fullscreen(): void;
  help(): void;
  finding(by: 1 | -1): void;
  instance(by: 1 | -1): void;
  zoom(factor: number | 'all'): void;
}

const TYPING = 'input:not([type="range"], [type="checkbox"], [type="radio"], [type="button"]), textarea, select, [contenteditable], [role="dialog"], [role="menu"], [role="listbox"]';
/** Space and arrows belong to them. */
const OPERATED = 'button, a, summary, [role="tab"], [role="switch"], [role="radio"], input[type="checkbox"], input[type="radio"]';
const CLOSER = 0.6;

function isTyping(target: EventTarget | null, key: string): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.closest(TYPING)) return true;
  if (key === ' ' || key === 'Enter') return target.closest(OPERATED) !== null;
  return /^(?:Arrow|Home|End)/.test(key) && target.closest('[role="tab"], [role="radio"], [role="grid"], [data-player-rows]') !== null;
}

const stepRate = (rate: number, by: 1 | -1): number => {
  const next = by > 0 ? RATES.find((each) => each > rate) : RATES.findLast((each) => each < rate);
  return next ?? rate;
};

function step(player: PlayerValue, frameMs: number, by: 1 | -1): void {
  player.pause();
  // To the middle of the frame: its edge may round into the one before.
  player.seek((Math.floor(player.nowMs() / frameMs + 0.01) + by + 0.5) * frameMs);
}

function actOnPlayer(action: PlayerAction, player: PlayerValue, around: Around): void {
  const now = player.nowMs();
  switch (action.do) {
    case 'toggle': player.toggle(); break;
    case 'skip': player.seek(now + action.ms); break;
    case 'frame': step(player, around.frameMs, action.by); break;
    case 'part': player.seek(player.durationMs * action.share); break;
    case 'volume': player.setVolume(player.volume + action.by); break;
    case 'mute': player.setMuted(!player.muted); break;
    case 'captions': player.setCaptions(!player.captions); break;
    case 'slower': player.setRate(stepRate(player.rate, -1)); break;
    case 'faster': player.setRate(stepRate(player.rate, 1)); break;
    case 'normal': player.setRate(1); break;
    case 'loopFrom': player.select({ fromMs: now, toMs: Math.max(player.selection?.toMs ?? player.durationMs, now + 1) }); break;
    case 'loopTo': player.select({ fromMs: Math.min(player.selection?.fromMs ?? 0, now), toMs: now }); break;
    case 'loopOff': player.select(undefined); break;
    default: actAround(action, around);
  }
}

function actAround(action: PlayerAction, around: Around): void {
  switch (action.do) {
    case 'fullscreen': around.fullscreen(); break;
    case 'finding': around.finding(action.by); break;
    case 'instance': around.instance(action.by); break;
    case 'search': document.querySelector<HTMLElement>('[data-player-search]')?.focus(); break;
    case 'help': around.help(); break;
    case 'zoomIn': around.zoom(CLOSER); break;
    case 'zoomOut': around.zoom(1 / CLOSER); break;
    case 'zoomAll': around.zoom('all'); break;
    default: break;
  }
}

export function useKeyboard(store: PlayerStore, around: Around): void {
  const latest = useRef(around);
  useEffect(() => { latest.current = around; });
  useEffect(() => {
    const pressed = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || isTyping(event.target, event.key)) return;
      const action = actionOf(event);
      if (!action) return;
      event.preventDefault();
      actOnPlayer(action, store.getState(), latest.current);
    };
    // Before the search field of the top bar, which wants `/`, too.
    addEventListener('keydown', pressed, { capture: true });
    return () => { removeEventListener('keydown', pressed, { capture: true }); };
  }, [store]);
}
