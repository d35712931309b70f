import { create } from 'zustand'
import { type ActionType, type Mode, ttlBounds } from '../../../../shared/domain/action-policy.ts'
import type { Json } from '../../../../shared/domain/entry.ts'
import type { Action } from '../../../api.ts'
import { useEpoch } from '../../../state/connection.ts'
import { type JsonText, parseJsonText } from './json-text.ts'

const units = { seconds: 1, minutes: 60, hours: 3600 } as const
export type Unit = keyof typeof units
export const unitNames = Object.keys(units) as Unit[]

export type Draft = {
  type: ActionType
  target: string
  reason: string
  mode: Mode
  payload: string
  /** Empty for what the workspace's policy says. */
  ttl: string
  unit: Unit
}

const empty: Draft = {
  type: 'throttle',
  target: '',
  reason: '',
  mode: 'supervised',
  payload: '{}',
  ttl: '',
  unit: 'minutes',
}

/** Kept while the page lives: whoever closes the form by mistake, or to look something up, loses nothing. */
export const useDraft = create<Draft>(() => empty)
export const changeDraft = (patch: Partial<Draft>): void => useDraft.setState(patch)
export const clearDraft = (): void => useDraft.setState(empty)
export const isEmptyDraft = (draft: Draft): boolean => JSON.stringify(draft) === JSON.stringify(empty)
useEpoch.subscribe(clearDraft)

/** The same once more: what expired or was rejected is proposed again, and never revived. */
export const draftLike = ({ type, target_ref, reason, mode, payload }: Action): Draft => ({
  ...empty,
  type,
  target: target_ref,
  reason,
  mode,
  payload: JSON.stringify(payload, null, 2),
})

export type DraftField = 'target_ref' | 'reason' | 'payload' | 'ttl_seconds'
type Body = {
  type: ActionType
  target_ref: string
  reason: string
  mode: Mode
  payload: { [key: string]: Json }
  ttl_seconds?: number
}
export type DraftRead = { payload: JsonText; errors: Partial<Record<DraftField, string>>; body: Body | undefined }

/** What would be sent, or what is wrong with each field. The server has the last word. */
export function readDraft({ type, mode, target, reason, payload, ttl, unit }: Draft): DraftRead {
  const target_ref = target.trim()
  const read = parseJsonText(payload.trim() === '' ? '{}' : payload)
  const seconds = ttl.trim() === '' ? undefined : Math.round(Number(ttl.replace(',', '.')) * units[unit])
  const errors: DraftRead['errors'] = {}
  if (target_ref === '') errors.target_ref = 'Say what it is done to.'
  else if (/\p{Cc}/u.test(target_ref)) errors.target_ref = 'A target is one line, without control characters.'
  if (reason.trim() === '') errors.reason = 'Say why: the reason is part of the record.'
  if (!read.ok) errors.payload = `Line ${read.line}, column ${read.column}: ${read.says}.`
  else if (!isObject(read.value)) errors.payload = 'A payload is a JSON object: { … }.'
  if (seconds !== undefined && !(seconds >= ttlBounds.min && seconds <= ttlBounds.max))
    errors.ttl_seconds = 'Between 30 seconds and 24 hours.'
  if (Object.keys(errors).length > 0 || !read.ok || !isObject(read.value))
    return { payload: read, errors, body: undefined }
  const ttl_seconds = seconds === undefined ? {} : { ttl_seconds: seconds }
  return { payload: read, errors, body: { type, target_ref, reason, mode, payload: { ...read.value }, ...ttl_seconds } }
}

const isObject = (value: Json): value is { readonly [key: string]: Json } =>
  value !== null && typeof value === 'object' && !Array.isArray(value)
