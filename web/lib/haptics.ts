/** A short touch back where the phone has one: what a finger did was understood. Never the only sign of it. */
export const feel = (): void => { navigator.vibrate?.(12); };
