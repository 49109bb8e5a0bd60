import { cpSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';
import { themeCss } from './theme-css.ts';

const here = dirname(fileURLToPath(import.meta.url));
const out = resolve(here, '../dist/web');
const pdfjs = dirname(createRequire(import.meta.url).resolve('pdfjs-dist/package.json'));

/**
 * The theme's variables as a static stylesheet. Mantine would write them into a <style> element at run time,
 * which a policy of `style-src 'self'` refuses.
 */
function themeStylesheet(): Plugin {
  const id = 'virtual:theme.css';
  return {
    name: 'strongroom-theme',
    resolveId: (source) => (source === id ? `\0${id}` : undefined),
    load: (resolved) => (resolved === `\0${id}` ? themeCss() : undefined),
  };
}

/** What pdf.js loads while it reads a document: character maps, standard fonts, and its decoders in JavaScript. */
function pdfResources(): Plugin {
  return {
    name: 'strongroom-pdf-resources',
    apply: 'build',
    closeBundle() {
      for (const folder of ['cmaps', 'standard_fonts', 'iccs']) {
        cpSync(join(pdfjs, folder), join(out, 'pdf', folder), { recursive: true });
      }
      cpSync(join(pdfjs, 'wasm/openjpeg_nowasm_fallback.js'), join(out, 'pdf/decoders/openjpeg_nowasm_fallback.js'));
    },
  };
}

export default defineConfig({
  root: here,
  base: '/',
  plugins: [react(), themeStylesheet(), pdfResources()],
  build: {
    outDir: out,
    emptyOutDir: true,
    target: 'es2023',
    // A data: URL would need its own place in the content security policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 900,
  },
});
