import { parentPort, workerData } from 'node:worker_threads';
import { readPdf } from '../pdf/read-pdf.ts';
import type { ExtractTask } from './extract-task.ts';

const { bytes, maxPages, maxTextLength } = workerData as ExtractTask;

parentPort?.postMessage(await readPdf(bytes, { maxPages, maxTextLength }));
