import { NewSchedule } from '../../shared/contract/drill-schedules.ts'
import type { ScheduleStatus } from '../../shared/domain/drill-schedule.ts'
import type { Result } from '../../shared/domain/result.ts'
import type { Services } from '../services.ts'
import { putConnector } from '../use-cases/connectors/put-connector.ts'
import { acknowledgeRoute } from '../use-cases/drills/acknowledge-route.ts'
import { deliverNotifications } from '../use-cases/drills/deliver-notifications.ts'
import { putSchedule } from '../use-cases/drills/put-schedule.ts'
import { commandRun } from '../use-cases/drills/runs/command-run.ts'
import { startRun } from '../use-cases/drills/runs/start-run.ts'
import type { Act } from '../use-cases/transition.ts'
import type { castOf } from './cast.ts'
import { drillSchedules } from './drill-schedules.ts'
import type { DrillLine } from './drill-story.ts'

type OfDrill = Extract<DrillLine, { drill: string }>

/** Does what a line about a drill says. Words go through the door that requests go through. */
export function drillTellerOf(services: Services, { act, callerOf }: ReturnType<typeof castOf>) {
  const runs = new Map<string, string>()
  const routes = new Map<string, string>()
  const routeOf = (drill: string, { owner, provider }: { owner: string; provider: string }) =>
    routes.get(JSON.stringify([drill, owner, provider]))

  /** Times in a schedule are from now, and the clock stands where the line is told. */
  function wanted({ drill, ago }: OfDrill, status: ScheduleStatus) {
    const now = services.clock() + ago * 60_000
    const at = (minutes: number) => new Date(now + minutes * 60_000).toISOString()
    return NewSchedule.parse({ ...drillSchedules[drill](at), status })
  }

  async function tellOwners({ by, drill }: OfDrill): Promise<Result<unknown>> {
    const done = await deliverNotifications(services, await callerOf(by), { schedule_id: drill }, undefined)
    if (!done.ok) return done
    for (const route of done.value.answer.plan.route_decisions)
      routes.set(JSON.stringify([drill, route.owner, route.provider]), route.route_id)
    return done
  }

  async function start(does: Act, drill: string, surface: string, route_id: string | undefined) {
    const done = await startRun(does, { schedule_id: drill, surface, route_id })
    if (done.ok) runs.set(drill, done.value.run.run_id)
    return done
  }

  function deed(does: Act, line: OfDrill): Promise<Result<unknown>> {
    const { drill } = line
    if ('set' in line) return putSchedule(services, does, drill, wanted(line, line.set))
    if ('run' in line) return start(does, drill, line.run, line.from && routeOf(drill, line.from))
    if ('answer' in line) {
      const { answer: acknowledgement_state, provider, owner, ref: external_ref = '', notes = '' } = line
      const asked = { schedule_id: drill, provider, owner, plan_id: undefined }
      return acknowledgeRoute(services, does, asked, { acknowledgement_state, external_ref, notes })
    }
    const id = runs.get(drill) ?? ''
    if ('tick' in line) return commandRun(does, id, { name: 'tick', step: line.tick })
    if ('finish' in line) return commandRun(does, id, { name: 'finish', notes: line.finish })
    if ('abandon' in line) return commandRun(does, id, { name: 'abandon', notes: line.abandon })
    return commandRun(does, id, { name: 'recover' })
  }

  return async (line: DrillLine): Promise<void> => {
    const done =
      'connector' in line
        ? await putConnector(services, await callerOf(line.by), line.connector, {
            kind: line.kind,
            description: line.description,
            enabled: true,
          })
        : 'tell' in line
          ? await tellOwners(line)
          : await act(line.by, (does) => deed(does, line))
    if (!done.ok) throw new Error(`the story says what the rules refuse: ${done.refusal.detail}`)
  }
}
