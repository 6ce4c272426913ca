/** The shell stays when the network goes: a service worker keeps the page's own files, never media or answers of the API. */
import { registerSW } from 'virtual:pwa-register';
import { toast } from '#ui/toasts.tsx';
import { say } from './words.ts';

export function keepOffline(): void {
  if (!('serviceWorker' in navigator) || import.meta.env.DEV) return;
  const update = registerSW({ onNeedRefresh: () => { toast(say('newVersion'), { action: { label: say('reload'), run: () => { void update(true); } } }); } });
}
