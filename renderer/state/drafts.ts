import { useState } from 'react'
import { create } from 'zustand'
import type { Connections } from '../api.ts'
import { queryClient } from './queries.ts'

const key = 'countersign.drafts'
/** More than anybody has begun at once; the oldest go first. */
const atMost = 50

/** What was written and not sent, by the place where it was written. Never a secret: only what becomes part of a record. */
type Texts = Readonly<Record<string, string>>
/** Who wrote it, and at which connection: nobody else, and nowhere else, is it shown. */
type Written = { writer: string | null; texts: Texts }
type Drafts = Readonly<Record<string, Written>>

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null

/** A window that is reloaded goes on where it was. What cannot be understood is left out. */
function kept(): Drafts {
  try {
    const stored: unknown = JSON.parse(sessionStorage.getItem(key) ?? '{}')
    if (!isObject(stored)) return {}
    return Object.fromEntries(
      Object.entries(stored).flatMap(([connection, drafts]) => {
        if (!isObject(drafts) || !isObject(drafts.texts)) return []
        const texts = Object.entries(drafts.texts).filter(
          (each): each is [string, string] => typeof each[1] === 'string',
        )
        const writer = typeof drafts.writer === 'string' ? drafts.writer : null
        return [[connection, { writer, texts: Object.fromEntries(texts) }]]
      }),
    )
  } catch {
    return {}
  }
}

export const useDrafts = create<{ drafts: Drafts }>(() => ({ drafts: kept() }))
useDrafts.subscribe(({ drafts }) => {
  try {
    sessionStorage.setItem(key, JSON.stringify(drafts))
  } catch {
    // Full, or not allowed: what is written lasts until the window is closed or reloaded.
  }
})

const nothing: Written = { writer: null, texts: {} }
const of = (connection: string): Written => useDrafts.getState().drafts[connection] ?? nothing
const put = (connection: string, next: Written) =>
  useDrafts.setState(({ drafts }) => ({ drafts: { ...drafts, [connection]: next } }))

export const readDraft = (connection: string, place: string): string => of(connection).texts[place] ?? ''

export function writeDraft(connection: string, place: string, text: string): void {
  const { writer, texts } = of(connection)
  const { [place]: _, ...others } = texts
  const next = text === '' ? others : { ...others, [place]: text }
  put(connection, { writer, texts: Object.fromEntries(Object.entries(next).slice(-atMost)) })
}

export function forgetDrafts(connection: string): void {
  const { [connection]: _, ...others } = useDrafts.getState().drafts
  useDrafts.setState({ drafts: others })
}

/** Somebody else signed in: what the one before them wrote is not theirs. */
export function ownDrafts(connection: string, writer: string): void {
  const { writer: before, texts } = of(connection)
  if (before === writer) return
  put(connection, { writer, texts: before === null ? texts : {} })
}

/** The connection that the page shows. */
export const shownConnection = (): string =>
  queryClient.getQueryData<Connections>(['connections'])?.current.id ?? 'unknown'

/** A text that outlives its field: the drawer may close, the server be away, the sign-in end. */
export function useDraft(place: string) {
  // As it is when the field appears: what is written here never turns up at another connection.
  const [connection] = useState(shownConnection)
  const text = useDrafts(({ drafts }) => drafts[connection]?.texts[place] ?? '')
  return {
    text,
    write: (next: string) => writeDraft(connection, place, next),
    /** The server has it. What was written after it was sent stays. */
    sent(what: string) {
      if (readDraft(connection, place).trim() === what.trim()) writeDraft(connection, place, '')
    },
  }
}
