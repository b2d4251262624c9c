import { readFileSync } from 'node:fs';
import type { Plugin } from 'vite';

/**
 * Compiles AssemblyScript (`*.as`) into WebAssembly: such a file's default export is the module's
 * bytes. It computes with SIMD on a memory that it is given, `env.memory`.
 */
export function assembly(): Plugin {
  return {
    name: 'assembly',
    enforce: 'pre',
    async load(id) {
      if (!id.endsWith('.as')) return null;
      const base64 = Buffer.from(await compiled(readFileSync(id, 'utf8'))).toString('base64');
      return `export default Uint8Array.from(atob('${base64}'), (letter) => letter.charCodeAt(0));`;
    },
  };
}

const settings = [
  ...['--optimizeLevel', '3', '--enable', 'simd', '--noAssert'],
  // Memory and its contents are another module's.
  ...['--importMemory', '--runtime', 'stub', '--use', 'abort='],
];

async function compiled(source: string): Promise<Uint8Array> {
  const { default: compiler } = await import('assemblyscript/asc');
  let binary: Uint8Array | null = null;
  const { error, stderr } = await compiler.main(
    ['module.ts', '--outFile', 'module.wasm', ...settings],
    {
      readFile: (name: string) => (name === 'module.ts' ? source : null),
      writeFile: (name: string, contents: string | Uint8Array) => {
        if (name === 'module.wasm' && typeof contents !== 'string') binary = contents;
      },
      listFiles: () => [],
    },
  );
  if (error !== null || binary === null) throw new Error(`${error?.message}\n${stderr}`);
  return binary;
}
