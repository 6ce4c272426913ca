/** Colours of the canvas, from the tokens of the page: the canvas cannot use classes. */

export interface Palette { readonly surface: string; readonly stripe: string; readonly ink: string; readonly muted: string; readonly line: string; readonly playhead: string }

export function paletteOf(element: Element): Palette {
  const style = getComputedStyle(element);
  const token = (name: string): string => style.getPropertyValue(`--color-${name}`).trim();
  return { surface: token('surface'), stripe: token('canvas'), ink: token('ink'), muted: token('muted'), line: token('line'), playhead: token('danger') };
}

/** @returns how to stop */
export function onThemeChange(changed: () => void): () => void {
  const observer = new MutationObserver(changed);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme', 'style'] });
  return () => { observer.disconnect(); };
}
