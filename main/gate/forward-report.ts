import type { z } from 'zod'
import type { DeployReport } from '../../shared/contract/deploys.ts'
import { type Deploy, endingOf } from '../../shared/domain/gate.ts'

export type ForwardedReport = z.input<typeof DeployReport>

/** A deploy as a team's server is told of it: once when it has begun, where it is not over yet, and once of its end. */
export function reportOf(deploy: Deploy, actor: string | undefined): ForwardedReport {
  const { deploy_id: id, surface_id: surface, kind, path, environment, target_app, from_sha, to_sha, began_at } = deploy
  const { snapshot, state_serial } = deploy
  const ending = endingOf(deploy)
  const release = kind === 'rollback' ? deploy.to_release : deploy.release
  const detail = detailOf(deploy)
  return {
    ...{ id, surface, kind, path, environment, target_app, from_sha, to_sha },
    trigger: deploy.trigger,
    outcome: ending?.outcome ?? 'unknown',
    ...(ending === null ? { under_way: true as const } : {}),
    ts_utc: ending?.at ?? began_at,
    started_at: began_at,
    ...(release === null ? {} : { release: oneLine(release, 200) }),
    ...(snapshot === null ? {} : { snapshot: oneLine(snapshot, 200) }),
    ...(state_serial === null ? {} : { state_serial }),
    ...(detail === '' ? {} : { detail }),
    ...(actor === undefined ? {} : { actor: oneLine(actor, 200) }),
  }
}

/** What the form of a report has no field for: what was passed, and why. */
function detailOf(deploy: Deploy): string {
  const ending = endingOf(deploy)
  const said = ending === null ? 'Under way at another machine.' : (ending.detail ?? '')
  const passed = deploy.passes.map(({ of, reason }) => `Passed a ${of}: ${reason}`)
  return oneLine([said, ...passed].filter(Boolean).join(' '), 500)
}

const oneLine = (text: string, longest: number): string =>
  text
    .replaceAll(/[\p{C}\p{Zl}\p{Zp}\u2800]+/gu, ' ')
    .trim()
    .slice(0, longest)
