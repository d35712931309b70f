import { afterAll, beforeEach, describe, expect, test, vi } from 'vitest'

const stored = new Map<string, string>()
let full = false
vi.stubGlobal('sessionStorage', {
  getItem: (key: string) => stored.get(key) ?? null,
  setItem(key: string, value: string) {
    if (full) throw new DOMException('full', 'QuotaExceededError')
    stored.set(key, value)
  },
})
afterAll(() => vi.unstubAllGlobals())

type Module = typeof import('../../../renderer/state/drafts.ts')
/** As a window does that was loaded anew: what is in memory is gone, what the session kept is not. */
async function reload(): Promise<Module> {
  vi.resetModules()
  return import('../../../renderer/state/drafts.ts')
}

let drafts: Module
beforeEach(async () => {
  stored.clear()
  full = false
  drafts = await reload()
})

describe('a draft', () => {
  test('is of its connection and its place, and of no other', () => {
    drafts.writeDraft('acme', 'action/1/comment', 'looks like the cache')
    drafts.writeDraft('acme', 'action/2/comment', 'another')
    expect(drafts.readDraft('acme', 'action/1/comment')).toBe('looks like the cache')
    expect(drafts.readDraft('acme', 'action/3/comment')).toBe('')
    expect(drafts.readDraft('local', 'action/1/comment')).toBe('')
  })

  test('outlives a reload', async () => {
    drafts.writeDraft('acme', 'propose', '{"target":"x"}')
    drafts = await reload()
    expect(drafts.readDraft('acme', 'propose')).toBe('{"target":"x"}')
  })

  test('that was emptied leaves nothing behind', () => {
    drafts.writeDraft('acme', 'propose', 'x')
    drafts.writeDraft('acme', 'propose', '')
    expect([...stored.values()].join()).not.toContain('propose')
  })

  test('is shown to whoever wrote it, and not to the next who signs in', () => {
    drafts.ownDrafts('acme', 'ada')
    drafts.writeDraft('acme', 'propose', 'by Ada')
    drafts.ownDrafts('acme', 'ada')
    expect(drafts.readDraft('acme', 'propose')).toBe('by Ada')
    drafts.writeDraft('local', 'propose', 'elsewhere')
    drafts.ownDrafts('acme', 'grace')
    expect(drafts.readDraft('acme', 'propose')).toBe('')
    expect(drafts.readDraft('local', 'propose')).toBe('elsewhere')
    expect([...stored.values()].join()).not.toContain('by Ada')
  })

  test('written before it was known who writes belongs to who turns out to', () => {
    drafts.writeDraft('acme', 'propose', 'early')
    drafts.ownDrafts('acme', 'ada')
    expect(drafts.readDraft('acme', 'propose')).toBe('early')
  })

  test('goes with its connection', () => {
    drafts.writeDraft('acme', 'propose', 'x')
    drafts.writeDraft('local', 'propose', 'y')
    drafts.forgetDrafts('acme')
    expect(drafts.readDraft('acme', 'propose')).toBe('')
    expect(drafts.readDraft('local', 'propose')).toBe('y')
  })

  test('of which there are too many: the oldest go', () => {
    for (let n = 0; n < 60; n += 1) drafts.writeDraft('acme', `action/${n}/comment`, 'x')
    expect(drafts.readDraft('acme', 'action/9/comment')).toBe('')
    expect(drafts.readDraft('acme', 'action/10/comment')).toBe('x')
    expect(drafts.readDraft('acme', 'action/59/comment')).toBe('x')
  })

  test('is kept in memory where the session takes no more', () => {
    full = true
    drafts.writeDraft('acme', 'propose', 'x')
    expect(drafts.readDraft('acme', 'propose')).toBe('x')
  })
})

test.each(['', '{', 'null', '[]', '{"acme":7}', '{"acme":{"texts":3}}', '{"acme":{"texts":{"propose":5}}}'])(
  'what cannot be understood is as good as nothing: %s',
  async (text) => {
    stored.set('countersign.drafts', text)
    drafts = await reload()
    expect(drafts.readDraft('acme', 'propose')).toBe('')
    drafts.writeDraft('acme', 'propose', 'new')
    expect(drafts.readDraft('acme', 'propose')).toBe('new')
  },
)

describe('a proposal', () => {
  test.each([
    ['{"type":"throttle","mode":"supervised","target":"x","reason":"","payload":"{}","ttl":"","unit":"minutes"}', 'x'],
    ['{"type":"no such","mode":7,"unit":null,"target":"y"}', 'y'],
    ['{"target":{"not":"text"}}', ''],
    ['not json', ''],
  ])('is read back as far as it can be understood: %s', async (text, target) => {
    const { parseDraft, readDraft } = await import('../../../renderer/screens/queue/dialogs/propose-draft.ts')
    const draft = parseDraft(text)
    expect(draft).toMatchObject({ type: 'throttle', mode: 'supervised', unit: 'minutes', target })
    expect(() => readDraft(draft)).not.toThrow()
  })
})
