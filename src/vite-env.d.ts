/// <reference types="vite-plugin-pwa/client" />

/** AssemblyScript, compiled by `site/assembly.ts`. */
declare module '*.as' {
  const binary: Uint8Array<ArrayBuffer>;
  export default binary;
}
