import type { Kernel, KernelTarget } from './kernel.ts';
import { kernelBase64 } from './kernel-bytes.ts';

interface KernelExports extends Kernel {
  readonly configure: (...numbers: readonly number[]) => void;
  readonly useSlot: (...numbers: readonly number[]) => void;
}

let compiled: WebAssembly.Module | null | undefined;

/** The compiled kernel, or undefined where this engine or processor lacks SIMD or threads. Compiled once, when first asked for. */
export function kernelModule(): WebAssembly.Module | undefined {
  if (compiled === undefined) {
    try {
      compiled = new WebAssembly.Module(Buffer.from(kernelBase64, 'base64'));
    } catch {
      compiled = null;
    }
  }
  return compiled ?? undefined;
}

/** The kernel in WebAssembly, over a shared memory. */
export function createWasmKernel(module: WebAssembly.Module, { memory, layout, map, slot }: KernelTarget): Kernel {
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  const kernel = exports as unknown as KernelExports;
  kernel.configure(
    layout.dimensions,
    layout.floatStride,
    layout.byteStride,
    layout.bitStride,
    map.blocks,
    layout.blockBytes,
    layout.bytesOffset,
    layout.bitsOffset,
    layout.scalesOffset,
    map.signs,
  );
  kernel.useSlot(
    slot.queryFloats,
    slot.queryBytes,
    slot.queryWide,
    slot.queryBits,
    slot.queryScale,
    slot.queryPlanes,
    slot.work,
    slot.heap,
    slot.histogram,
    slot.distances,
  );
  return kernel;
}
