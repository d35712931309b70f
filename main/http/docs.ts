import { randomBytes } from 'node:crypto'
import type { Context } from 'hono'
import { html, raw } from 'hono/html'

type Operation = {
  summary?: string
  description?: string
  parameters?: { name: string; in: string; required?: boolean; description?: string; schema?: unknown }[]
  requestBody?: { content?: Record<string, { schema?: unknown }> }
  responses?: Record<string, { description?: string; content?: Record<string, { schema?: unknown }> }>
  'x-permission'?: string
}
type OpenApi = {
  info: { title: string; version: string; description?: string }
  paths?: Record<string, unknown>
  components?: { schemas?: Record<string, unknown> }
}

const style = `
:root{color-scheme:light dark}body{font:15px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}
code,pre{font-family:ui-monospace,Menlo,Consolas,"DejaVu Sans Mono",monospace;font-size:13px}
pre{overflow:auto;padding:.7rem;border:1px solid #8886;border-radius:6px}section{border-top:1px solid #8886;padding:.4rem 0 1rem}
h2{font-size:1.05rem;margin:1rem 0 .2rem}h2 b{display:inline-block;min-width:4rem}table{border-collapse:collapse}td,th{padding:.15rem .8rem .15rem 0;text-align:left;vertical-align:top}`

/**
 * The OpenAPI document as a page to read: no script, so it works under the strictest policy and with no network. The
 * viewers that are to be had need inline styles, evaluation, or a content delivery network.
 */
export function docsPage(c: Context, document: OpenApi): Response | Promise<Response> {
  const nonce = randomBytes(16).toString('base64')
  c.header('content-security-policy', `default-src 'none'; style-src 'nonce-${nonce}'; frame-ancestors 'none'`)
  const { info, paths = {}, components } = document
  return c.html(html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${info.title} API ${info.version}</title><style nonce="${nonce}">${raw(style)}</style></head>
<body><h1>${info.title} API ${info.version}</h1><p>${info.description ?? ''}</p>
<p>The same as a document for programs: <a href="/openapi.json">/openapi.json</a>. Any operation may refuse with a <code>Problem</code>.</p>
${Object.entries(paths).map(([path, item]) => methods(path, item))}
<h1>Schemas</h1>
${Object.entries(components?.schemas ?? {}).map(([name, schema]) => html`<section id="${name}"><h2>${name}</h2>${code(schema)}</section>`)}
</body></html>`)
}

const methods = (path: string, item: unknown) =>
  Object.entries(item as Record<string, Operation>).map(
    ([method, op]) => html`<section><h2><b>${method.toUpperCase()}</b> <code>${path}</code></h2>
<p>${op.summary ?? ''} ${op.description ?? ''}<br><small>Needs: ${access(op['x-permission'])}</small></p>
${parameters(op)}${Object.entries(op.requestBody?.content ?? {}).map(([type, { schema }]) => html`<p>Body, <code>${type}</code>:</p>${code(schema)}`)}
${Object.entries(op.responses ?? {}).map(([status, response]) => html`<p>${status}: ${response.description ?? ''}</p>${Object.values(response.content ?? {}).map(({ schema }) => code(schema))}`)}</section>`,
  )

function parameters({ parameters: list = [] }: Operation) {
  if (list.length === 0) return ''
  return html`<table><tr><th>Parameter</th><th>In</th><th>Schema</th><th></th></tr>${list.map(
    (p) =>
      html`<tr><td><code>${p.name}</code>${p.required ? ' (needed)' : ''}</td><td>${p.in}</td><td><code>${JSON.stringify(p.schema ?? {})}</code></td><td>${p.description ?? ''}</td></tr>`,
  )}</table>`
}

const access = (permission: string | undefined): string =>
  permission === 'public' || permission === undefined
    ? 'nothing'
    : permission === 'signed-in'
      ? 'any valid credential'
      : `the permission ${permission}`

const code = (schema: unknown) => html`<pre>${JSON.stringify(schema, null, 2)}</pre>`
