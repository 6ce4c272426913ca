import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { defineConfig, type Plugin } from 'vite';
import { VitePWA } from 'vite-plugin-pwa';

/** Addresses that the server answers itself, so that the offline shell must not. */
const SERVED = [/^\/api\//, /^\/docs/, /^\/openapi\.json/, /^\/health/, /^\/analyze/, /^\/results/];

/** Beside each text file, the same compressed, so that the server only has to send it. */
const compressed = (): Plugin => ({
  name: 'aima-compressed', apply: 'build', enforce: 'post',
  closeBundle: {
    order: 'post', sequential: true,
    handler() {
      const dist = path.join(import.meta.dirname, 'dist');
      for (const entry of readdirSync(dist, { recursive: true, withFileTypes: true })) {
        if (!entry.isFile() || !/\.(?:html|js|css|svg|webmanifest)$/.test(entry.name)) continue;
        const file = path.join(entry.parentPath, entry.name);
        const content = readFileSync(file);
        writeFileSync(`${file}.br`, brotliCompressSync(content, { params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY } }));
        writeFileSync(`${file}.gz`, gzipSync(content, { level: 9 }));
      }
    },
  },
});

export default defineConfig({
  root: import.meta.dirname,
  plugins: [
    react(),
    tailwindcss(),
    VitePWA({
      registerType: 'prompt', injectRegister: false, manifestFilename: 'manifest.webmanifest',
      manifest: {
        name: 'AIMA', short_name: 'AIMA', description: 'Open, self-hosted media intelligence', lang: 'en', start_url: '/', scope: '/', display: 'standalone',
        background_color: '#111827', theme_color: '#1f2937', icons: [{ src: '/icon.svg', sizes: 'any', type: 'image/svg+xml', purpose: 'any' }, { src: '/icon-maskable.svg', sizes: 'any', type: 'image/svg+xml', purpose: 'maskable' }],
      },
      // Letters of other scripts are asked for when they are needed.
      workbox: { globPatterns: ['**/*.{html,css,js,svg}', 'assets/inter-latin-opsz-*.woff2'], navigateFallback: '/index.html', navigateFallbackDenylist: SERVED, maximumFileSizeToCacheInBytes: 4_000_000 },
    }),
    compressed(),
  ],
  // The policy of the server forbids everything inline, data addresses of fonts too.
  build: { target: 'es2023', sourcemap: false, assetsInlineLimit: 0, reportCompressedSize: false },
  server: { proxy: { '/api': { target: 'http://127.0.0.1:8000', ws: true }, '/health': 'http://127.0.0.1:8000' } },
});
