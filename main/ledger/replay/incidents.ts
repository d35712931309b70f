import { z } from 'zod'
import { canonicalText, type Entry, type Json } from '../../../shared/domain/entry.ts'
import { evolve, type Incident } from '../../../shared/domain/incident.ts'
import { openedName, readIncidentEvent, readOpening } from '../../../shared/domain/incident-entries.ts'
import { impossibleForIncident } from '../../../shared/domain/incident-rules.ts'
import type { Bad, Replay } from './replay.ts'

/** A row as it is there, with its links: no incident where its columns do not agree with each other. */
export type IncidentEvidence = { id: string; last_seq: number; incident: Incident | undefined }

type Known = { opened_seq: number; last_seq: number; incident: Incident }
const State = z.record(
  z.string(),
  z.custom<Known>((value) => typeof value === 'object' && value !== null),
)

/**
 * Every incident is what its entries made of it: title, owner, links and end; and they stand in the order in which they
 * were opened. `rows` come in the order of the list, `strays` counts links of incidents that are not there.
 */
export function replayIncidents(rows: readonly IncidentEvidence[], strays: number): Replay {
  const known = new Map<string, Known>()
  let fault: Bad | undefined

  function applyOpening(entry: Entry): string | undefined {
    const incident = readOpening(entry)
    if (incident === undefined) return 'the entry does not say what the incident was opened as'
    if (known.has(incident.id)) return 'an incident was opened twice'
    known.set(incident.id, { opened_seq: entry.seq, last_seq: entry.seq, incident })
    return undefined
  }

  function applyEvent(entry: Entry): string | undefined {
    const event = readIncidentEvent(entry)
    if (event === undefined) return 'the entry does not say what happened to the incident'
    const id = entry.subject.slice('incident:'.length)
    const before = known.get(id)
    if (before === undefined) return 'something happened to an incident that was never opened'
    const why = impossibleForIncident(before.incident, event)
    // A note is an entry, and nothing else.
    if (why !== undefined || event.kind === 'noted') return why
    known.set(id, { ...before, last_seq: entry.seq, incident: evolve(before.incident, event, entry.seq) })
    return undefined
  }

  return {
    name: 'incidents',
    resume(carried) {
      // What was pruned before there were incidents carries none.
      for (const [id, each] of Object.entries(State.parse(carried ?? {}))) known.set(id, each)
    },
    apply(entry) {
      if (!entry.action.startsWith('incident.record.')) return
      const why = entry.action === openedName ? applyOpening(entry) : applyEvent(entry)
      if (why !== undefined) fault ??= { seq: entry.seq, why }
    },
    state: () => Object.fromEntries(known) as unknown as Json,
    compare: () => fault ?? compareRows(rows, strays, known),
  }
}

function compareRows(
  rows: readonly IncidentEvidence[],
  strays: number,
  known: ReadonlyMap<string, Known>,
): Bad | undefined {
  const seen = new Set<string>()
  let last = 0
  for (const { id, last_seq, incident } of rows) {
    const expected = known.get(id)
    if (expected === undefined) return { seq: 1, why: `incident ${id} was never opened by an entry` }
    const what = incident ? changedPart(incident, expected.incident) : 'row'
    if (what !== undefined)
      return { seq: expected.last_seq, why: `the ${what} of incident ${id} is not as the ledger says: it was changed` }
    if (last_seq !== expected.last_seq || expected.opened_seq <= last)
      return { seq: expected.last_seq, why: `incident ${id} is not where the ledger has put it` }
    last = expected.opened_seq
    seen.add(id)
  }
  for (const [id, { last_seq }] of known)
    if (!seen.has(id)) return { seq: last_seq, why: `incident ${id} was removed without an entry` }
  return strays === 0 ? undefined : { seq: 1, why: 'something is linked to an incident that is not there' }
}

/** In words. */
const parts: readonly (readonly [word: string, of: (incident: Incident) => Json])[] = [
  ['workspace', ({ workspace }) => workspace],
  ['title', ({ title }) => title],
  ['severity', ({ severity }) => severity],
  ['opener', ({ opened_by }) => opened_by],
  ['time of opening', ({ opened_at }) => opened_at],
  ['owner', ({ owner }) => owner],
  ['status', ({ resolved }) => resolved],
  ['links', ({ links }) => links],
]

/** Which part of it is another. */
const changedPart = (there: Incident, expected: Incident): string | undefined =>
  parts.find(([, of]) => canonicalText(of(there)) !== canonicalText(of(expected)))?.[0]
