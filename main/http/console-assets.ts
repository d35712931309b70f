import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import type { OpenAPIHono } from '@hono/zod-openapi'
import type { Context } from 'hono'
import type { AppEnv } from './env.ts'

/** Where the built page lies. */
export type ConsoleAssets = { dir: string }

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.json': 'application/json',
}

/** The build's own names need no encoding, so what is encoded is none of them, and nothing is ever decoded. */
const assetName = /^\/assets\/([\w-]+(?:\.[\w-]+)+)$/

/** Strict on purpose: nothing inline, nothing evaluated, nothing from elsewhere, no string becomes markup. */
const contentPolicy = (nonce: string): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "connect-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    'trusted-types default',
  ].join('; ')

/** Old-style addresses lead to the place in the page: a place is a fragment, and never reaches the server. */
const places = ['deployments', 'incidents', 'drills', 'deploys', 'assistant', 'traces', 'audit', 'settings']

export function serveConsole(app: OpenAPIHono<AppEnv>, { dir }: ConsoleAssets): void {
  app.get('/', async (c) => {
    const index = join(dir, 'index.html')
    if (!existsSync(index)) return c.text('The console is not built yet: npm run build', 503)
    const nonce = randomBytes(16).toString('base64')
    const html = (await readFile(index, 'utf8')).replaceAll('%CSP_NONCE%', nonce)
    return c.body(html, 200, {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': contentPolicy(nonce),
    })
  })

  for (const place of places) {
    const toPlace = (c: Context<AppEnv>) => {
      // As it was asked for, still encoded: what `c.req.path` has decoded may not be fit for a header.
      const { pathname, search } = new URL(c.req.url)
      return c.redirect(`/#${pathname}${search}`)
    }
    app.get(`/${place}`, toPlace)
    app.get(`/${place}/*`, toPlace)
  }

  app.get('/assets/*', async (c, next) => {
    const name = assetName.exec(new URL(c.req.url).pathname)?.[1]
    const type = name && types[extname(name)]
    if (!name || !type) return next()
    const asset = await readFile(join(dir, 'assets', name)).catch(() => undefined)
    if (!asset) return next()
    // Names carry the content's hash, so what was fetched once never changes.
    return c.body(new Uint8Array(asset), 200, {
      'content-type': type,
      'cache-control': 'public, max-age=31536000, immutable',
    })
  })
}
