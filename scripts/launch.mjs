#!/usr/bin/env node
// Everything that `npm start`, `npm test`, `npm run check` … do goes through here. Plain JavaScript that Node 16 can run.
import { launch } from './launch/launch.mjs';

await launch(process.argv[2] ?? 'start', process.argv.slice(3));
