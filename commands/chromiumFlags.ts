/** Flags for any headless run; they keep the browser itself off the network. */
const quietFlags = [
  '--no-sandbox',
  '--enable-unsafe-webgpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-default-apps',
];

/** Flags that give a headless Chromium the software WebGPU adapter, on every machine the same. */
export const chromiumFlags = [
  ...quietFlags,
  '--use-webgpu-adapter=swiftshader',
  '--enable-unsafe-swiftshader',
];

/**
 * The same for pages on whose canvases WebGPU draws, which takes a GPU process without them down. With
 * them the page itself is slower to draw.
 */
export const chromiumCanvasFlags = [
  ...chromiumFlags,
  '--use-vulkan=swiftshader',
  '--enable-features=Vulkan',
  '--use-angle=swiftshader',
];

/** Flags that give a headless Chromium the machine's own GPU where there is one. */
export const chromiumGpuFlags = [
  ...quietFlags,
  '--ignore-gpu-blocklist',
  '--enable-features=Vulkan',
  // Timestamps that are not rounded to a tenth of a millisecond.
  '--enable-webgpu-developer-features',
  '--use-angle=vulkan',
];
