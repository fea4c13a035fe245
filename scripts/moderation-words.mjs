// The offensive words that moderation looks for, written so that nobody who browses the sources has to read them.
//
//   node scripts/moderation-words.mjs decode > words.txt    one list a line: its name, then its words
//   node scripts/moderation-words.mjs encode < words.txt    writes the module; lists are sorted, doubles dropped
//
// The lists are our own. A word of several parts is joined by hyphens.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const target = fileURLToPath(new URL('../packages/ai-guardrails/src/moderation/encoded-words.ts', import.meta.url));
const [, , command] = process.argv;

if (command === 'decode') {
  const { encodedWords } = await import(target);
  for (const [name, code] of Object.entries(encodedWords)) {
    process.stdout.write(`${name} ${rotated(Buffer.from(String(code), 'base64').toString('latin1'))}\n`);
  }
} else if (command === 'encode') {
  const lines = readFileSync(0, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '');
  const entries = lines.map((line) => {
    const [name, ...words] = line.trim().toLowerCase().split(/\s+/);
    const code = Buffer.from(rotated([...new Set(words)].sort().join(' ')), 'latin1').toString('base64');
    return `  ${name}:\n    '${code}',\n`;
  });
  writeFileSync(
    target,
    `/** Offensive words by list, in rot13 and base64: made and read by scripts/moderation-words.mjs. */\nexport const encodedWords = {\n${entries.join('')}} as const;\n`,
  );
} else {
  process.stderr.write('usage: node scripts/moderation-words.mjs decode|encode\n');
  process.exitCode = 2;
}

/** Letters 13 places on; twice is once around. */
function rotated(text) {
  return text.replace(/[a-z]/g, (letter) => String.fromCharCode(((letter.charCodeAt(0) - 84) % 26) + 97));
}
