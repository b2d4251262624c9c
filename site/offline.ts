import { VitePWA } from 'vite-plugin-pwa';
import catalogue from '../public/models/models.json' with { type: 'json' };

/**
 * Everything that a visit needs is kept from the first visit on, the shipped models included (7 MB):
 * the page loads all of them anyway. The AVIF encoder (3.5 MB), which few need, is kept once used. A
 * new version waits until the person reloads.
 */
export function offline() {
  const { backbone, adapters } = catalogue;
  const models = [`${backbone}/config.json`, `${backbone}/model.safetensors`, ...adapters];
  return VitePWA({
    strategies: 'generateSW',
    registerType: 'prompt',
    injectRegister: false,
    manifest: {
      name: 'AdaptIR Playground',
      short_name: 'AdaptIR',
      description: 'Photo restoration on your own device; nothing is uploaded.',
      id: './',
      start_url: './',
      scope: './',
      display: 'standalone',
      background_color: '#1b1b1b',
      theme_color: '#1b1b1b',
      categories: ['photo', 'graphics', 'utilities'],
      icons: [
        { src: 'icons/icon-192.png', sizes: '192x192', type: 'image/png' },
        { src: 'icons/icon-512.png', sizes: '512x512', type: 'image/png' },
        {
          src: 'icons/maskable-512.png',
          sizes: '512x512',
          type: 'image/png',
          purpose: 'maskable',
        },
      ],
    },
    workbox: {
      globPatterns: [
        '*.{html,svg}',
        'icons/*.png',
        'assets/*.{js,css,wasm}',
        'models/models.json',
        ...models.map((path) => `models/${path}`),
      ],
      globIgnores: ['assets/avif_enc*.wasm'],
      maximumFileSizeToCacheInBytes: 16e6,
      navigateFallback: 'index.html',
      cleanupOutdatedCaches: true,
      inlineWorkboxRuntime: true,
      sourcemap: false,
      runtimeCaching: [
        {
          urlPattern: /\/assets\/avif_enc[^/]*\.wasm$/,
          handler: 'CacheFirst',
          options: { cacheName: 'avif-encoder', expiration: { maxEntries: 1 } },
        },
      ],
    },
  });
}
