import type { Entry, IncidentDetail } from '../../api.ts'
import { nounOf } from '../queue/dialogs/action-words.ts'
import { tellOfDrill } from './drill-words.ts'
import { field, text } from './entry-fields.ts'
import { severityWords } from './marks.tsx'

export type Look = 'opened' | 'owner' | 'link' | 'note' | 'good' | 'bad' | 'danger' | 'step' | 'other'
export type Told = {
  look: Look
  /** Goes after the name of who did it. */
  says: string
  /** What a person wrote. */
  said?: string | undefined
}
type Story = Pick<IncidentDetail, 'actors' | 'links'>

/** What an entry says, for the timeline of an incident. What is not known here keeps the name that the ledger has for it. */
export function tell(entry: Entry, story: Story): Told {
  const { action, subject } = entry
  if (action.startsWith('incident.record.')) return tellOfIncident(entry, story) ?? unknown(entry)
  if (subject.startsWith('drill:')) return tellOfDrill(entry) ?? unknown(entry)
  const told = subject.startsWith('action:') ? tellOfAction(entry, actionName(subject.slice(7), story)) : undefined
  if (told !== undefined) return told
  if (action === 'trace.tag.added')
    return { look: 'step', says: `tagged the trace ${subject.slice(6)} with “${text(entry, 'tag')}”` }
  return unknown(entry)
}

const unknown = ({ action, subject }: Entry): Told => ({ look: 'other', says: `${action} · ${subject}` })

function tellOfIncident(entry: Entry, story: Story): Told | undefined {
  switch (entry.action.slice('incident.record.'.length)) {
    case 'opened': {
      const severity = Object.entries(severityWords).find(([each]) => each === text(entry, 'severity'))?.[1].name
      const action = text(entry, 'action_id')
      const why = action === undefined ? '' : ` for the ${actionName(action, story)}`
      return { look: 'opened', says: `opened it as ${severity ?? 'an incident'}${why}` }
    }
    case 'assigned':
      return { look: 'owner', says: assignment(entry, story) }
    case 'linked': {
      const [kind = '', ref = ''] = [text(entry, 'kind'), text(entry, 'ref')]
      return { look: 'link', says: `linked the ${kind === 'action' ? actionName(ref, story) : `${kind} ${ref}`}` }
    }
    case 'noted':
      return { look: 'note', says: 'noted', said: text(entry, 'note') }
    case 'resolved':
      return { look: 'good', says: 'resolved it', said: text(entry, 'note') }
    default:
      return undefined
  }
}

function assignment(entry: Entry, { actors }: Story): string {
  const owner = field(entry, 'owner')
  if (typeof owner !== 'object' || owner === null) return 'left it without an owner'
  const { id, digest } = owner as { id?: unknown; digest?: unknown }
  if (id === entry.actor_id) return 'took it'
  const person = actors[String(digest)]
  return `gave it to ${person === undefined || person.erased ? 'a person who was erased' : person.name}`
}

function tellOfAction(entry: Entry, it: string): Told | undefined {
  const note = text(entry, 'note')
  switch (entry.action) {
    case 'action.proposal.created':
      return { look: 'step', says: `proposed the ${it}`, said: text(entry, 'reason') }
    case 'action.proposal.approved': {
      const enough = field(entry, 'complete') === true
      return { look: 'good', says: `approved the ${it}${enough ? '' : ', which waits for one more'}`, said: note }
    }
    case 'action.proposal.glass_broken':
      return { look: 'danger', says: `broke glass for the ${it}`, said: note }
    case 'action.proposal.rejected': {
      const moved = text(entry, 'superseded_by') !== undefined
      return { look: 'bad', says: `${moved ? 're-pointed' : 'rejected'} the ${it}`, said: note }
    }
    case 'action.proposal.claimed':
      return { look: 'step', says: `took the ${it}, to carry it out` }
    case 'action.proposal.executed':
      return { look: 'good', says: `carried out the ${it}` }
    case 'action.proposal.expired':
      return { look: 'bad', says: `let go of the ${it}: its time for approval ran out` }
    case 'action.review.closed':
      return { look: 'good', says: `closed the review of the ${it}`, said: note }
    case 'action.comment.added':
      return { look: 'note', says: `wrote about the ${it}`, said: text(entry, 'body') }
    case 'alert.notice.raised':
      return { look: 'step', says: 'raised the alert', said: text(entry, 'message') }
    default:
      return undefined
  }
}

function actionName(id: string, { links }: Story): string {
  const action = links.find((link) => link.kind === 'action' && link.ref === id)?.action
  return action ? nounOf(action) : `action ${id}`
}
