// A process that does nothing but watch its event loop: what the machine alone does to timers.
import { watchLoop } from './loop-sampler.ts';

const stop = watchLoop();
process.on('message', () => {
  process.send?.(stop(), undefined, {}, () => process.exit(0));
});
