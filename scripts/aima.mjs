#!/usr/bin/env node
// The command `aima`: the same as `npm start --`.
import { launch } from './launch/launch.mjs';

await launch('start', process.argv.slice(2));
