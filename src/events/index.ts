/** The room's door: what happened, in an order, to whoever watches. */
export { publish } from './publish.ts';
