import { expect } from 'vitest'
import { proposalOf } from './action-kit.ts'
import { jsonBody, type TestApp } from './harness.ts'

export type Operation = { method: string; path: string; 'x-permission': string; security?: unknown }

/** Every operation of the document, as the server tells it. */
export async function operationsOf(app: TestApp): Promise<Operation[]> {
  const document: unknown = await (await app.ask('/openapi.json')).json()
  const { paths } = document as { paths: Record<string, Record<string, Omit<Operation, 'method' | 'path'>>> }
  return Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({ ...operation, method: method.toUpperCase(), path })),
  )
}

/** Makes a row of every kind that a path can name, and says which one a path is about. */
export async function makeRows(app: TestApp, key: string): Promise<(path: string) => string> {
  const make = async (path: string, body: unknown): Promise<string> => {
    const response = await app.ask(path, { ...jsonBody(body), key })
    const made: { id: string } = JSON.parse(await response.text())
    expect(response.ok, path).toBe(true)
    return made.id
  }
  const webhook = await make('/api/v1/webhooks', { url: 'https://hooks.example/x', events: ['action.approved'] })
  const rows = [
    ['/api/v1/deployments/actions/', await make('/api/v1/deployments/actions', proposalOf())],
    ['/api/v1/incidents/', await make('/api/v1/incidents', { title: 'Checkout is slow', severity: 'sev3' })],
    ['/api/v1/webhooks/deliveries/', await make(`/api/v1/webhooks/${webhook}/test`, {})],
    ['/api/v1/webhooks/', webhook],
  ] as const
  return (path) => {
    const [, id] = rows.find(([prefix]) => path.startsWith(prefix)) ?? []
    if (id === undefined) throw new Error(`say in row-places.ts what row ${path} is about`)
    return id
  }
}

export const placed = (path: string, id: string): string => path.replaceAll(/\{\w+\}/g, id)
