// Tries for a lock when it is told to, prints the outcome, and stays alive holding it until its input ends.
import { AiError } from '@org/ai-core';
import { acquireLock } from '../src/index.ts';

const path = process.argv[2];
if (path === undefined) throw new Error('usage: lock-contender.ts <path>');

async function contend(target: string): Promise<string> {
  try {
    await acquireLock({ path: target });
    return 'won';
  } catch (error) {
    return AiError.is(error) ? error.code : String(error);
  }
}

process.stdout.write('ready\n');
process.stdin.once('data', () => {
  void contend(path).then((outcome) => process.stdout.write(`${outcome}\n`));
});
process.stdin.once('end', () => process.exit(0));
