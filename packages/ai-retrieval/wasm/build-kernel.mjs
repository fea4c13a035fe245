// node packages/ai-retrieval/wasm/build-kernel.mjs [--print]
// Compiles kernel.as and writes src/vector/kernel/kernel-bytes.ts; --print writes the module to standard output instead, which is what the test compares.
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import asc from 'assemblyscript/asc';

const source = readFileSync(new URL('./kernel.as', import.meta.url), 'utf8');
let binary;
// The compiler wants names that end in .ts; the file has another one, so that nobody takes it for TypeScript.
const { error, stderr } = await asc.main(
  [
    ...['kernel.ts', '--outFile', 'kernel.wasm', '-O3', '--runtime', 'stub', '--noAssert', '--use', 'abort='],
    ...['--enable', 'simd', '--enable', 'threads', '--importMemory', '--sharedMemory'],
    ...['--initialMemory', '1', '--maximumMemory', '65536'],
  ],
  {
    readFile: (name) => (name === 'kernel.ts' ? source : null),
    writeFile: (name, contents) => {
      if (name === 'kernel.wasm') binary = Buffer.from(contents);
    },
    listFiles: () => [],
  },
);
if (error !== null || binary === undefined) {
  console.error(stderr.toString(), error?.message ?? 'no module was written');
  process.exit(1);
}

const text = binary.toString('base64');
if (process.argv.includes('--print')) console.log(text);
else {
  const digest = createHash('sha256').update(binary).digest('hex');
  writeFileSync(
    new URL('../src/vector/kernel/kernel-bytes.ts', import.meta.url),
    `/** SHA-256 of the compiled module below. */
export const kernelDigest = '${digest}';

/** wasm/kernel.as, compiled by wasm/build-kernel.mjs, in base64: written by that program, not by hand. */
export const kernelBase64 =
  '${text}';
`,
  );
  console.log(`${binary.length} bytes, sha256:${digest}`);
}
