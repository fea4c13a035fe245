export { openBullmqQueue, type BullmqQueueOptions } from './bullmq-queue.ts';
