import type { z } from '@hono/zod-openapi'
import { expect, expectTypeOf, test } from 'vitest'
import type { NewRun } from '../../main/use-cases/drills/runs/start-run.ts'
import { startRun } from '../../shared/contract/drill-runs.ts'
import { NewSchedule } from '../../shared/contract/drill-schedules.ts'
import type { DrillRun, DrillTarget } from '../../shared/domain/drill-run.ts'
import { type DrillEnvironment, drillEnvironments, type Schedule } from '../../shared/domain/drill-schedule.ts'

type Asked = z.input<(typeof startRun)['request']['body']['content']['application/json']['schema']>

/** The checks of this file are the compiler's: `npm run check` fails where a type lets production in. */
test('the type of a drill has no production in it', () => {
  expectTypeOf<DrillEnvironment>().toEqualTypeOf<'staging' | 'development' | 'sandbox'>()
  expectTypeOf<'production'>().not.toExtend<DrillEnvironment>()
  expectTypeOf<DrillRun['target']>().toEqualTypeOf<DrillTarget>()
  expectTypeOf<Schedule['environment']>().toEqualTypeOf<DrillEnvironment>()
  expectTypeOf<DrillTarget>().toEqualTypeOf<{ environment: DrillEnvironment; surface: string }>()
  // @ts-expect-error a drill is never at production
  const target: DrillTarget = { environment: 'production', surface: 'checkout' }
  // @ts-expect-error nor does it hold a credential
  const withSecret: DrillTarget = { environment: 'staging', surface: 'checkout', token: 'x' }
  // @ts-expect-error nor is a schedule of production
  const environment: Schedule['environment'] = 'production'
  expect([target, withSecret, environment]).toHaveLength(3)
})

test('who begins one names neither an environment nor a credential', () => {
  expectTypeOf<keyof Asked>().toEqualTypeOf<'schedule_id' | 'route_id' | 'surface'>()
  expectTypeOf<keyof NewRun>().toEqualTypeOf<'schedule_id' | 'route_id' | 'surface'>()
  // @ts-expect-error the environment is the schedule's
  const asked: Asked = { schedule_id: 'checkout', surface: 'checkout', environment: 'production' }
  const { schema } = startRun.request.body.content['application/json']
  expect(schema.safeParse(asked).success).toBe(false)
  expect(schema.safeParse({ schedule_id: 'checkout', surface: 'checkout' }).success).toBe(true)
})

test('at the door too: no schedule of production comes in', () => {
  const environments: readonly string[] = drillEnvironments
  expect(environments).not.toContain('production')
  for (const environment of ['production', 'prod', 'Production', 'staging ', 'live', ''])
    expect(NewSchedule.shape.environment.safeParse(environment).success, environment).toBe(false)
})
