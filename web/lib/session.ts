/** Whether somebody is signed in, as far as this tab knows. */
import { create } from 'zustand';

interface SessionState {
  /** The server refused a call: a dialog over the page asks to sign in, and nothing that was typed is lost. */
  expired: boolean;
  expire(): void;
  /** Somebody signed in; how often that was in this tab, for whatever has to begin anew then. */
  renewals: number;
  renewed(): void;
}

export const useSession = create<SessionState>((set) => ({
  expired: false,
  expire: () => { set({ expired: true }); },
  renewals: 0,
  renewed: () => { set(({ renewals }) => ({ expired: false, renewals: renewals + 1 })); },
}));
