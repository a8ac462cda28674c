import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** Where `vite ui`, which reloads the page as its files change, finds the API: a running `dev`. */
const target = process.env.TALLY_CONSOLE_URL ?? 'http://127.0.0.1:8788';
/** The host stays the page's own, as the API wants it of whoever is signed in. */
const console = { target, changeOrigin: false };

export default defineConfig({
  plugins: [react(), tailwindcss()],
  server: { proxy: { '/v1': console, '/docs': console, '/openapi.json': console } },
  build: { outDir: 'dist', emptyOutDir: true, target: 'es2023', assetsInlineLimit: 0, manifest: true },
});
