import { parentPort } from 'node:worker_threads';
import type { Body, NoBody } from '../body.ts';
import { readDocx } from '../docx/read-docx.ts';
import { readPdf } from '../pdf/read-pdf.ts';
import type { ExtractTask } from './extract-task.ts';

function read({ mediaType, bytes, ...limits }: ExtractTask): Promise<Body | NoBody> {
  return mediaType === 'application/pdf' ? readPdf(bytes, limits) : readDocx(bytes, limits);
}

parentPort?.on('message', (task: ExtractTask) => {
  void read(task).then((body) => parentPort?.postMessage(body));
});
