import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

// The pages are built at set-up, once for both levels; the service serves them from memory.
// oxlint-disable-next-line import/no-default-export -- Vite asks for it
export default defineConfig({
  plugins: [react(), styleNonce()],
  build: {
    outDir: '../dist',
    emptyOutDir: true,
    // Says which files a page is made of, so that the service can have them fetched at once.
    manifest: true,
    target: 'es2022',
    // Files as data in the page would need a laxer content policy.
    assetsInlineLimit: 0,
    // The desks' component library is one chunk that public pages never load.
    chunkSizeWarningLimit: 1_600,
    modulePreload: { polyfill: false },
  },
});

/**
 * antd's helpers add some style elements (measuring scroll bars, locking the scroll behind a dialog) without the nonce that the
 * content policy asks for: there it is taken from the document, as it is for all others.
 */
function styleNonce(): Plugin {
  return {
    name: 'style-nonce',
    transform: (code, id) => {
      if (!id.includes('@rc-component/util/es/Dom/dynamicCSS')) return undefined;
      const changed = code.replaceAll(
        /(?<![.\w])csp\?\.nonce/g,
        '(csp?.nonce ?? document.querySelector("meta[property=csp-nonce]")?.nonce)',
      );
      if (changed === code) throw new Error('dynamicCSS has changed: see where it takes the nonce from');
      return { code: changed, map: null };
    },
  };
}
