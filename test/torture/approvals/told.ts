/** A request that names a key, and what was answered to it: first, and ever after. */
export type Asked = {
  key: string
  who: string
  path: string
  body: string
  /** What it is about: of a proposal its token, of an approval the action's id. */
  about: string
  answer?: Answer
}
export type Answer = { status: number; body: string }

/** An action as the database has it, after everything was killed. */
export type Found = {
  id: string
  token: string
  status: string
  required: number
  approvers: string[]
  entries: string[]
}

type View = { id: string; status: string }

/** What the clients were told, kept outside the process that told them. */
export function createTold() {
  const asked = new Map<string, Asked>()
  const faults: string[] = []
  return {
    faults,
    asked: asked as ReadonlyMap<string, Asked>,
    answered: () => [...asked.values()].filter((one) => one.answer !== undefined),
    ask: (one: Asked) => void asked.set(one.key, one),
    /** The first answer is what it is; every later one is the same, byte for byte. */
    answer(one: Asked, answer: Answer): void {
      one.answer ??= answer
      const { status, body } = one.answer
      if (status !== answer.status || body !== answer.body)
        faults.push(`${one.key}: ${status} ${body} was answered, and later ${answer.status} ${answer.body}`)
      const isProposal = one.path.endsWith('/actions')
      if (status !== (isProposal ? 201 : 200) && !(status === 409 && body.includes('"current_status":"approved"')))
        faults.push(`${one.key}: ${status} ${body}`)
    },
  }
}
export type Told = ReturnType<typeof createTold>

/** Every way in which what is there contradicts what was answered. */
export function contradictions(asked: Iterable<Asked>, found: readonly Found[]): string[] {
  const faults: string[] = []
  const byId = new Map(found.map((action) => [action.id, action]))
  const wishes = new Map<string, Asked>()
  for (const one of asked) {
    wishes.set(`${one.who} ${one.about}`, one)
    if (one.answer === undefined || one.answer.status >= 400) continue
    const view = JSON.parse(one.answer.body) as View
    const action = byId.get(view.id)
    if (!action) faults.push(`${one.key} was answered with ${one.answer.status}, and ${view.id} is gone`)
    else if (one.about === action.token) continue
    else if (!action.approvers.includes(one.who))
      faults.push(`${one.key} was answered with 200, and the approval is gone`)
    else if (view.status === 'approved' && action.status !== 'approved')
      faults.push(`${one.key} was told that it is approved, and it is ${action.status}`)
  }
  for (const { id, token, status, required, approvers, entries } of found) {
    const wish = `${id} (${token})`
    if (found.some((other) => other.token === token && other.id !== id)) faults.push(`${wish} was proposed twice`)
    if (new Set(approvers).size !== approvers.length) faults.push(`${wish} has two votes of one: ${approvers}`)
    if ([...approvers].sort().join() !== [...entries].sort().join())
      faults.push(`${wish} has votes of ${approvers}, and entries of ${entries}`)
    if (approvers.length > required || (status === 'approved') !== (approvers.length === required))
      faults.push(`${wish} is ${status} with ${approvers.length} of ${required} approvals`)
    for (const who of approvers) {
      const one = wishes.get(`${who} ${id}`)
      if (!one) faults.push(`${wish}: nobody asked for the approval of ${who}`)
      else if (one.answer && one.answer.status >= 400) faults.push(`${one.key} was refused, and is there`)
    }
  }
  return faults
}
