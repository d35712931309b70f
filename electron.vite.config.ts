import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'electron-vite'

const entries = {
  index: 'main/desktop/index.ts',
  cli: 'main/cli/cli.ts',
  'verify-worker': 'main/ledger/verify-worker.ts',
  'evidence-worker': 'main/evidence/evidence-worker.ts',
}

export default defineConfig({
  main: {
    build: {
      target: 'node24',
      sourcemap: true,
      rolldownOptions: {
        input: Object.fromEntries(Object.entries(entries).filter(([, path]) => existsSync(path))),
        // Flat: the package, the page and the worker are found relative to whichever file the code ends up in.
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      // A sandboxed preload cannot require packages, nor be an ES module: it is one CommonJS file.
      externalizeDeps: false,
      target: 'node24',
      rolldownOptions: {
        input: { index: 'preload/index.ts' },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: 'renderer',
    plugins: [react(), tailwindcss()],
    build: {
      target: 'chrome156',
      minify: true,
      // The content security policy allows fonts and scripts from our own origin only, so nothing becomes a data: URL.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      rolldownOptions: { input: { index: resolve('renderer/index.html') } },
    },
  },
})
