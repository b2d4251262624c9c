/**
 * Whether the browser has a WebGPU adapter, and whether that is a real GPU; loads nothing of tfjs.
 */
export async function probeWebGpu(): Promise<'none' | 'software' | 'gpu'> {
  if (!('gpu' in navigator)) return 'none';
  const adapter = await navigator.gpu.requestAdapter({ powerPreference: 'high-performance' });
  if (adapter === null) return 'none';
  return adapter.info.isFallbackAdapter ? 'software' : 'gpu';
}
