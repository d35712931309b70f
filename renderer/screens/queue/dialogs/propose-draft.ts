import { useMemo } from 'react'
import { type ActionType, actionTypes, type Mode, modes, ttlBounds } from '../../../../shared/domain/action-policy.ts'
import type { Json } from '../../../../shared/domain/entry.ts'
import type { Action } from '../../../api.ts'
import { readDraft as keptDraft, shownConnection, useDraft, writeDraft } from '../../../state/drafts.ts'
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

const place = 'propose'

/** What was kept, as far as it can still be understood. */
export function parseDraft(text: string): Draft {
  const { type, mode, unit, ...rest } = fieldsOf(text)
  return {
    ...empty,
    ...Object.fromEntries(Object.entries(rest).filter(([, each]) => typeof each === 'string')),
    type: actionTypes.find((each) => each === type) ?? empty.type,
    mode: modes.find((each) => each === mode) ?? empty.mode,
    unit: unitNames.find((each) => each === unit) ?? empty.unit,
  }
}

function fieldsOf(text: string): Record<string, unknown> {
  try {
    return text === '' ? {} : JSON.parse(text)
  } catch {
    return {}
  }
}

/** Whoever closes the form by mistake, to look something up, or because the sign-in ended loses nothing. */
export function useProposal() {
  const { text, sent } = useDraft(place)
  return { draft: useMemo(() => parseDraft(text), [text]), sent: () => sent(text) }
}

export function changeDraft(patch: Partial<Draft>): void {
  const connection = shownConnection()
  const draft = { ...parseDraft(keptDraft(connection, place)), ...patch }
  writeDraft(connection, place, isEmptyDraft(draft) ? '' : JSON.stringify(draft))
}
export const clearDraft = (): void => writeDraft(shownConnection(), place, '')
export const isEmptyDraft = (draft: Draft): boolean => JSON.stringify(draft) === JSON.stringify(empty)

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
