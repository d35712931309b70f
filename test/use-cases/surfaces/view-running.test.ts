import { expect, test } from 'vitest'
import { changedAt, isOutdated } from '../../../main/use-cases/surfaces/view-running.ts'
import { calm } from '../../../shared/domain/surface-standing.ts'

const by = { id: 'p', digest: 'd' }
const now = '2026-04-29T14:33:00.000Z'
const before = '2026-04-29T14:32:00.000Z'
const after = '2026-04-29T14:37:00.000Z'
const heard = (at: string) => ({ value: { sha: 'a'.repeat(40), release: null, since: null }, at })
const ranSince = (since: string) => ({
  ...calm,
  running: { sha: 'b'.repeat(40), release: null, since, by, deploy_id: 'd1' },
})

test.each<[what: string, heard: string | null, since: string | null, outdated: boolean]>([
  ['nothing', null, now, false],
  ['what was heard when nothing had gone out', now, null, false],
  ['what was heard before something went out', before, now, true],
  ['what was heard after it', now, before, false],
  ['what was heard before something that is in the future', now, after, false],
])('%s: outdated by what the ledger knows', (_, at, since, outdated) => {
  const standing = since === null ? calm : ranSince(since)
  expect(isOutdated(at === null ? null : heard(at), standing, now)).toBe(outdated)
})

test.each<[since: string, changed: string | null]>([
  [before, before],
  [now, now],
  [after, null],
])('what has run since %s changed at %s', (since, changed) => {
  expect(changedAt(ranSince(since), [], now)).toBe(changed)
})
