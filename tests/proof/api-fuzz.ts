/**
 * `npm run proof -- api-fuzz [-- --each N --seed S --only PATTERN]`: every operation of the OpenAPI document is attacked in
 * every way that tests/support/api-fuzz knows, N times each. No answer may be a fault of the server, nothing of the other
 * workspace may be seen, every error is a problem document, and nothing is left behind.
 */
import { parseArgs } from 'node:util';
import { UNREACHABLE } from '../support/api-fuzz/meant.ts';
import { fuzzServer } from '../support/api-fuzz/fuzzed-server.ts';

const { values } = parseArgs({ options: { each: { type: 'string', default: '25' }, seed: { type: 'string', default: '1' }, only: { type: 'string' } } });
const { operations, requests, statuses, findings, succeeded, unmet, unprepared } = await fuzzServer({
  seed: Number(values.seed), each: Number(values.each), ...(values.only === undefined ? {} : { only: new RegExp(values.only) }),
  onProgress: (id, sent) => { if (process.stderr.isTTY) process.stderr.write(`\r\u001b[2K${String(sent)} requests, ${id}`); },
});
console.log(`seed ${values.seed}: ${String(requests)} requests to ${String(operations)} operations, ${String(succeeded.length)} of which also answered with a success`);
console.log(`never a success: ${unmet.map((id) => (UNREACHABLE[id] === undefined ? id : `${id} (needs ${UNREACHABLE[id]})`)).join(', ') || 'none'}`);
for (const line of unprepared) console.log(`not made: ${line}`);
console.log(Object.entries(statuses).map(([status, count]) => `${status}: ${String(count)}`).join(', '));
for (const [fault, all] of Map.groupBy(findings, (line) => line.slice(0, 120))) console.log(`${String(all.length)} × ${all[0] ?? fault}`);
console.log(findings.length === 0 ? 'Nothing was wrong.' : `${String(findings.length)} answers were wrong.`);
process.exitCode = findings.length === 0 ? 0 : 1;
