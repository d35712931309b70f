import type { Entry } from '../../api.ts'
import { field, text, texts } from './entry-fields.ts'
import type { Told } from './timeline-words.ts'

/** What an entry about a rollback drill says; nothing, where it is not known here. */
export function tellOfDrill(entry: Entry): Told | undefined {
  const drill = `the rollback drill ${entry.subject.slice('drill:'.length)}`
  const by = `by ${text(entry, 'provider') ?? 'a way that is not named'}`
  const said = text(entry, 'notes')
  switch (entry.action) {
    case 'drill.schedule.set':
      return { look: 'step', says: `set the schedule of ${drill}` }
    case 'drill.notification.planned':
      return { look: 'step', says: `planned whom to tell of ${drill}${countsIn(entry)}` }
    case 'drill.notification.delivered':
      return { look: 'good', says: `told the owners of ${drill} ${by}` }
    case 'drill.notification.failed': {
      const why = text(entry, 'error')
      const what = text(entry, 'outcome') === 'unknown' ? 'may or may not have told' : 'could not tell'
      return { look: 'bad', says: `${what} the owners of ${drill} ${by}${why === undefined ? '' : `: ${why}`}` }
    }
    case 'drill.acknowledgement.recorded':
      return tellOfAnswer(entry, drill, by)
    case 'drill.run.started':
      return { look: 'opened', says: `began ${drill}${surfaceIn(entry)}` }
    case 'drill.run.ticked':
      return { look: 'step', says: `ticked ${stepIn(entry)} of ${drill}` }
    case 'drill.run.unticked':
      return { look: 'step', says: `took back ${stepIn(entry)} of ${drill}` }
    case 'drill.run.recovered':
      return { look: 'good', says: `said that the rollback was through in ${drill}` }
    case 'drill.run.finished':
      return { look: 'good', says: `finished ${drill}`, said }
    case 'drill.run.abandoned':
      return { look: 'bad', says: `broke off ${drill}`, said }
    default:
      return undefined
  }
}

const looks = new Map<string, Told['look']>([
  ['acknowledged', 'good'],
  ['escalated', 'danger'],
  ['resolved', 'good'],
  ['dismissed', 'bad'],
])

function tellOfAnswer(entry: Entry, drill: string, by: string): Told | undefined {
  const state = text(entry, 'acknowledgement_state') ?? ''
  const look = looks.get(state)
  if (look === undefined) return undefined
  const owners = texts(entry, 'owners').join(', ')
  const reference = text(entry, 'external_ref')
  const whom = owners === '' ? '' : ` to ${owners}`
  const where = reference === undefined ? '' : ` (${reference})`
  return { look, says: `${state} the notification of ${drill}${whom} ${by}${where}`, said: text(entry, 'notes') }
}

function countsIn(entry: Entry): string {
  const routes = field(entry, 'route_decisions')
  if (!Array.isArray(routes)) return ''
  const told = routes.filter((route: unknown) => field({ data: route as Entry['data'] }, 'action') === 'deliver').length
  const kept = routes.length - told
  return `: ${told} to be told${kept === 0 ? '' : `, ${kept} kept back`}`
}

function surfaceIn(entry: Entry): string {
  const surface = text({ data: field(entry, 'target') as Entry['data'] }, 'surface')
  return surface === undefined ? '' : ` on ${surface}`
}

/** People count from one. */
function stepIn(entry: Entry): string {
  const step = field(entry, 'step')
  return typeof step === 'number' ? `step ${step + 1}` : 'a step'
}
