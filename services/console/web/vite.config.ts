import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

// The pages are built at set-up, once for both levels; the service serves them from memory.
// oxlint-disable-next-line import/no-default-export -- Vite asks for it
export default defineConfig({
  plugins: [react()],
  build: {
    outDir: '../dist',
    emptyOutDir: true,
    target: 'es2022',
    // Files as data in the page would need a laxer content policy.
    assetsInlineLimit: 0,
    // The desks' component library is one chunk that public pages never load.
    chunkSizeWarningLimit: 1_600,
    modulePreload: { polyfill: false },
  },
});
