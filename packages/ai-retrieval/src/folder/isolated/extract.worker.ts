import { parentPort, workerData } from 'node:worker_threads';
import { readDocx } from '../docx/read-docx.ts';
import { readPdf } from '../pdf/read-pdf.ts';
import type { ExtractTask } from './extract-task.ts';

const { mediaType, bytes, maxPages, maxTextLength } = workerData as ExtractTask;
const limits = { maxPages, maxTextLength };

parentPort?.postMessage(mediaType === 'application/pdf' ? await readPdf(bytes, limits) : await readDocx(bytes, limits));
