// Updates a project and is killed at an operation: node killed-update.ts PROJECT OPERATION
import process from 'node:process';
import { updateApp } from '../src/index.ts';
import { crashingDisk } from './crashing-disk.ts';
import { templatesOf } from './projects.ts';

const [, , directory = '', at = ''] = process.argv;
const second = { 'a.md': 'one\ntwo\nTHREE\n', 'b.txt': 'B\n', 'new.txt': 'n\n', 'p.png': Buffer.from([0, 2]) };
const disk = crashingDisk(Number(at), () => {
  process.kill(process.pid, 'SIGKILL');
  throw new Error('not reached');
});
await updateApp({ directory, templates: templatesOf(second, '1.1.0'), toolVersion: '1.1.0', disk });
