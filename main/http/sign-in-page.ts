import { randomBytes } from 'node:crypto'
import type { Context } from 'hono'
import { html, raw } from 'hono/html'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { problems } from '../../shared/contract/problem.ts'
import type { Refusal } from '../../shared/domain/result.ts'
import type { AppEnv } from './env.ts'

const style = `
:root{color-scheme:light dark;--bg:#f4f5f8;--card:#fff;--line:#dde1ea;--text:#171b24;--muted:#505a6c;--faint:#626c7f;--accent:#1d5fd0;--on:#fff}
@media (prefers-color-scheme:dark){:root{--bg:#0b0d12;--card:#11141b;--line:#262c3a;--text:#e8ebf2;--muted:#a3adbf;--faint:#8590a5;--accent:#6ea8ff;--on:#06122a}}
body{margin:0;min-height:100vh;display:grid;place-items:center;background:var(--bg);color:var(--text);font:15px/1.5 ui-sans-serif,system-ui,sans-serif}
main{box-sizing:border-box;width:min(30rem,100% - 2rem);padding:2rem;background:var(--card);border:1px solid var(--line);border-radius:10px}
p{margin:.6rem 0;color:var(--muted)}h1{margin:0;font-size:1.35rem;line-height:1.25}nav{display:flex;flex-wrap:wrap;gap:.6rem;margin:1.4rem 0 0}
.brand{margin:0 0 1rem;font-weight:600;color:var(--faint)}small{color:var(--faint);font-family:ui-monospace,Menlo,Consolas,"DejaVu Sans Mono",monospace;font-size:12px}
a{padding:.35rem .9rem;border:1px solid var(--line);border-radius:6px;color:var(--text);text-decoration:none;font-weight:600}
a:first-child{background:var(--accent);border-color:var(--accent);color:var(--on)}a:focus-visible{outline:2px solid var(--accent);outline-offset:2px}`

export type Way = { tryAgain: string | undefined; back: string }

/** A sign-in that came to nothing, said to a person: no script, so it stands under the strictest policy. */
export function signInPage(c: Context<AppEnv>, { code, detail }: Refusal, { tryAgain, back }: Way) {
  const [status] = problems[code]
  const nonce = randomBytes(16).toString('base64')
  c.header(
    'content-security-policy',
    `default-src 'none'; style-src 'nonce-${nonce}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  )
  const page = html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Not signed in · Countersign</title><style nonce="${nonce}">${raw(style)}</style></head>
<body><main><p class="brand">Countersign</p><h1>You are not signed in</h1><p role="alert">${detail}</p>
<nav aria-label="What now">${tryAgain === undefined ? '' : html`<a href="${tryAgain}">Try again</a>`}<a href="${back}">Back to the console</a></nav>
<p><small>${code} · ${c.get('requestId')}</small></p></main></body></html>`
  return c.html(page, status as ContentfulStatusCode)
}
