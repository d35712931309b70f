// The scanner asks the network for translations and releases, and dies on Node 24 when there is none, before its
// findings are written. Here it never asks: each request fails at once, which it does handle.
import { registerHooks } from 'node:module'

const refusing = new URL('./refusing-got.cjs', import.meta.url).href

registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'got' ? { url: refusing, format: 'commonjs', shortCircuit: true } : next(specifier, context),
})
