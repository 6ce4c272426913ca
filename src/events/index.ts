/** The room's door: what happened, in an order, to whoever watches. */
export { openEventHub, type EventHub } from './hub.ts';
export { publish } from './publish.ts';
export { sweepEvents } from './sweep.ts';
