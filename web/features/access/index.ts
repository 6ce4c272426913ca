/** Door: what the dashboard shows to whoever is new. */
export { FirstSteps } from './first-steps.tsx';
