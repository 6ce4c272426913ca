/** One folder for the networks that tests convert from npm packages, kept between runs; nothing is ever downloaded into it. */
import path from 'node:path';

export const testModelsFolder = path.resolve(import.meta.dirname, '../../node_modules/.cache/aima-test-models');
