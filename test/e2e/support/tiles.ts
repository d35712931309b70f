import type { Locator, Page } from '@playwright/test'
import type { ChatMessage } from '../../../renderer/assistant-api.ts'
import type { Pause } from '../../../renderer/fleet-api.ts'
import type { Tile } from '../../../shared/contract/tiles.ts'
import type { SampleActor } from '../../../shared/domain/actor.ts'
import { expect, live } from './decisions.ts'

type Asked = { method?: string; body?: object; as?: SampleActor }

/** One request to the sample, as one of its people. */
async function ask<A>(url: string, path: string, { method = 'GET', body, as = 'commander' }: Asked = {}): Promise<A> {
  const headers = { 'content-type': 'application/json', 'x-countersign-sample-actor': as }
  const init = body === undefined ? {} : { body: JSON.stringify(body) }
  const response = await fetch(`${url}${path}`, { method, headers, ...init })
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`)
  return (await response.json()) as A
}

export const read = <A>(url: string, path: string): Promise<A> => ask<A>(url, path)

export const pauseAgent = (url: string, agent: string, reason: string): Promise<Pause> =>
  ask<Pause>(url, '/api/v1/pauses', { method: 'POST', body: { agent, reason } })
export const resumeAgent = (url: string, id: string): Promise<Pause> =>
  ask<Pause>(url, `/api/v1/pauses/${id}/resume`, { method: 'POST' })

/** A chat of the commander's with one reply that has these tiles. */
export async function chatWith(url: string, tiles: readonly Tile[], as: SampleActor = 'commander'): Promise<string> {
  const sessions = '/api/v1/chat/sessions'
  const { id } = await ask<{ id: string }>(url, sessions, { method: 'POST', body: { title: 'What happened' }, as })
  const append = (body: object) => ask<ChatMessage>(url, `${sessions}/${id}/messages`, { method: 'POST', body, as })
  await append({ role: 'user', content: 'What happened?' })
  await append({ role: 'assistant', content: 'This is how it was.', tiles })
  return id
}

export async function openChat(page: Page, url: string, id: string): Promise<void> {
  await page.goto(`${url}/#/assistant?session=${id}`)
  await expect(live(page)).toContainText('live')
}

export const tile = (page: Page, name: string | RegExp): Locator => page.getByRole('article', { name, exact: true })
