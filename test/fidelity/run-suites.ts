/**
 * Round-trips what the servers' own test suites create: node test/fidelity/run-suites.ts [--server mysql|mariadb-11]
 * [--suites DIR] [--only TEXT] [--batch N]. The suites come from Debian's package mariadb-test-data, unpacked into a folder.
 * Prints every difference between source and target as the stock dump program and CHECKSUM TABLE see it, and what the
 * source itself cannot read and Shardkeep does not name; exits 4 when one is not explained by explain-difference.ts.
 */
import { parseArgs } from 'node:util';
import { explainDifference, namedForReason } from './explain-difference.ts';
import { findSuites, listTests } from './find-suites.ts';
import { type RoundTrip, roundTrip, ServerEnded, SUITE_SERVERS } from './round-trip-suites.ts';

const { values } = parseArgs({
  options: {
    server: { type: 'string', default: 'mariadb' },
    suites: { type: 'string' },
    only: { type: 'string' },
    batch: { type: 'string', default: '40' },
  },
});
const server = SUITE_SERVERS.find((one) => one === values.server);
if (server === undefined) throw new Error(`--server is one of ${SUITE_SERVERS.join(', ')}`);
const root = await findSuites(values.suites);
const tests = (await listTests(root)).filter((test) => values.only === undefined || test.includes(values.only));
const batchSize = Number(values.batch);
const total = { tests: 0, schemas: 0, tables: 0, rows: 0, objects: 0, statements: 0, refused: 0 };
let differences = 0;
let unexplained = 0;

for (let at = 0; at < tests.length; at += batchSize) await takeBatch(tests.slice(at, at + batchSize));
console.log(JSON.stringify({ server, ...total, differences, unexplained }));
process.exitCode = unexplained > 0 ? 4 : 0;

/** A batch that cannot be taken, as when a statement of a suite ends the server, is taken in halves. */
async function takeBatch(batch: readonly string[]): Promise<void> {
  let trip: RoundTrip;
  try {
    trip = await roundTrip(server ?? 'mariadb', root, batch);
  } catch (error) {
    const half = Math.ceil(batch.length / 2);
    if (batch.length > 1) {
      await takeBatch(batch.slice(0, half));
      await takeBatch(batch.slice(half));
      return;
    }
    if (error instanceof ServerEnded) return console.log(`# left out: ${batch[0]}, whose statements end the server`);
    unexplained++;
    console.log(`UNEXPLAINED failed: ${batch[0]}: ${error instanceof Error ? error.message : error}`);
    return;
  }
  total.tests += batch.length;
  for (const [name, count] of Object.entries(trip.counts)) total[name as keyof typeof trip.counts] += count;
  const known = { unreadable: trip.unreadable, named: namedForReason(trip.differences), all: trip.differences };
  for (const difference of trip.differences) {
    const why = explainDifference(difference, known);
    differences++;
    if (why === undefined) unexplained++;
    const { what, object, text } = difference;
    console.log(`${why === undefined ? 'UNEXPLAINED' : `known (${why})`} ${what}: ${object}: ${text}`);
  }
  console.log(
    `# ${total.tests} of ${tests.length} tests, ${total.tables} tables, ${total.rows} rows, ${unexplained} unexplained`,
  );
}
