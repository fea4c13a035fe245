// What must not be in the repository: registry addresses in lock files, private keys and tokens, escape hatches from the type checker, tests that are switched off, files that outgrew one idea.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryFiles } from './markdown.mjs';

const longestFile = 400;
const rules = [
  {
    in: /(^|\/)(pnpm-lock\.yaml|package-lock\.json)$/,
    not: /https?:\/\/|tarball:/,
    says: 'a lock file must hold no address',
  },
  {
    in: /\.(ts|mjs|js)$/,
    except: /^scripts\/check\/repository-text/,
    not: /@ts-(ignore|expect-error|nocheck)/,
    says: 'the type checker is not overridden here',
  },
  {
    in: /\.test\.ts$/,
    not: /\b(it|describe|test)\.(skip|only|todo)\b/,
    says: 'a test is neither switched off nor alone',
  },
  {
    in: /./,
    not: /-----BEGIN [A-Z ]*PRIVATE KEY-----\n[A-Za-z0-9+/=\n]{64}/,
    says: 'a private key; test keys are made in the test',
  },
];

/** @returns {string[]} */
export function repositoryText(root) {
  const problems = [];
  for (const file of repositoryFiles(root)) {
    if (/\.(png|onnx)$/.test(file)) continue;
    const text = readFileSync(join(root, file), 'utf8');
    for (const rule of rules) {
      if (!rule.in.test(file) || rule.except?.test(file) === true) continue;
      const match = rule.not.exec(text);
      if (match !== null) problems.push(`${file}:${text.slice(0, match.index).split('\n').length}: ${rule.says}`);
    }
    const lines = text.split('\n').length - 1;
    if (/\.(ts|mjs|js)$/.test(file) && lines > longestFile)
      problems.push(`${file} has ${lines} lines; over ${longestFile} it holds more than one idea`);
  }
  return problems;
}
