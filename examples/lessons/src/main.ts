import process from 'node:process';
import { parseArgs } from 'node:util';
import { lessons } from './lessons.ts';

const usage = `usage: npm run lesson -- <number> [--solution]\n\n${lessons.map(({ title, page }, at) => `  ${String(at + 1)}  ${title} (${page})`).join('\n')}\n`;

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    options: { solution: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
    allowPositionals: true,
  });
  const lesson = lessons[Number(positionals[0]) - 1];
  if (values.help === true || lesson === undefined) {
    console.log(usage);
    return values.help === true ? 0 : 2;
  }
  const findings = await lesson.check(values.solution === true ? 'solution' : 'exercise');
  for (const { what, holds } of findings) console.log(`${holds ? 'holds   ' : 'does not'}  ${what}`);
  const left = findings.filter(({ holds }) => !holds).length;
  console.log(
    left === 0
      ? '\nEverything holds.'
      : `\n${String(left)} left. Read ${lesson.page}, change ${lesson.file}, check again.`,
  );
  return left === 0 ? 0 : 1;
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
}
