import type { Adapter, AdapterPayload } from 'oidc-provider'

/**
 * What a provider remembers: of its own, so that it still knows whom it signed in when it opens anew with other keys.
 * Nothing is ever forgotten by time; the provider itself looks at when things end.
 */
export function openidMemory(): (model: string) => Adapter {
  const rows = new Map<string, AdapterPayload>()
  return (model) => {
    const key = (id: string) => `${model} ${id}`
    const find = async (id: string) => rows.get(key(id))
    const among = async (is: (payload: AdapterPayload) => boolean) =>
      [...rows].find(([name, payload]) => name.startsWith(`${model} `) && is(payload))?.[1]
    return {
      find,
      findByUid: (uid) => among((payload) => payload.uid === uid),
      findByUserCode: (userCode) => among((payload) => payload.userCode === userCode),
      async upsert(id, payload) {
        rows.set(key(id), payload)
      },
      async consume(id) {
        const payload = await find(id)
        if (payload) payload.consumed = Math.floor(Date.now() / 1000)
      },
      async destroy(id) {
        rows.delete(key(id))
      },
      async revokeByGrantId(grantId) {
        for (const [name, payload] of rows) if (payload.grantId === grantId) rows.delete(name)
      },
    }
  }
}
