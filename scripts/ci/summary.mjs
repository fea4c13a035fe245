// Adds up vitest's JSON reports and the steps of .ci/run, and prints the closing line. A test that was skipped or left to do is a failure: nothing is skipped in CI.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';

const [folder, failedSteps] = process.argv.slice(2);
let [passed, failed, skipped] = [0, 0, 0];
const reports = readdirSync(folder).filter((name) => name.endsWith('.json'));
for (const name of reports) {
  const report = JSON.parse(readFileSync(join(folder, name), 'utf8'));
  passed += report.numPassedTests;
  failed += report.numFailedTests;
  skipped += report.numPendingTests + report.numTodoTests;
}
const expected = ['services.json', 'test.json'];
const absent = expected.filter((name) => !reports.includes(name));
for (const name of absent) console.error(`no report ${name}: its suites did not run`);
failed += Number(failedSteps) + absent.length;
console.log(`\n${passed} passed, ${failed} failed, ${skipped} skipped`);
process.exitCode = failed > 0 || skipped > 0 || passed === 0 ? 1 : 0;
