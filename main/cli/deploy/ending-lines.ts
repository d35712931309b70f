import type { Outcome } from '../../../shared/domain/gate.ts'
import type { DeployView } from './gate-client.ts'
import { type Painter, plain } from './paint.ts'

/** What it came to, and the way back, one copy away. */
export function endingLines(deploy: DeployView, paint: Painter, isSample = false): string[] {
  const { outcome, kind, detail, rollback_command, observed_sha, review, forwarding } = deploy
  const what = kind === 'rollback' ? 'Rollback' : 'Deploy'
  const lines = [sentenceOf(deploy, what, paint)]
  if (detail !== null) lines.push(plain(detail))
  if (outcome === 'unknown' && observed_sha !== null) lines.push(`What runs there now: ${observed_sha}`)
  if (forwarding && !forwarding.told)
    lines.push(
      paint.warn(`Held here, and told to ${plain(forwarding.server)} as soon as a console runs here and it answers.`),
    )
  if (review?.open) lines.push(paint.warn('Glass was broken: a review is open until somebody else has looked at it.'))
  if (kind === 'deploy' && mayBeOut[outcome ?? 'unknown']) {
    lines.push(`Rollback: ${paint.bold(plain(rollback_command))}`)
    lines.push(paint.faint(`or: countersign rollback ${deploy.surface}${isSample ? ' --sample' : ''}`))
  }
  return lines
}

/** Of what never went out, a way back would lead past what is well. */
const mayBeOut: Readonly<Record<Outcome, boolean>> = {
  success: true,
  health_check_failed: true,
  unknown: true,
  cancelled: true,
  deploy_failed: false,
  rejected: false,
  blocked: false,
}

function sentenceOf({ outcome, to_sha, release, probes }: DeployView, what: string, paint: Painter): string {
  const now = `${to_sha?.slice(0, 9) ?? 'it'}${release === null ? '' : ` (${plain(release)})`}`
  switch (outcome) {
    case 'success':
      return paint.good(
        `${what} complete: ${now} runs${probes.some(({ ok }) => ok) ? ', and is well.' : '; nobody looked after its health.'}`,
      )
    case 'health_check_failed':
      return paint.bad(`${what} is out and NOT WELL: ${now} runs, and its health check failed. Roll back.`)
    case 'deploy_failed':
      return paint.bad(`${what} failed: the host did not take it.`)
    case 'blocked':
      return paint.bad(`${what} blocked by the smoke gate. Nothing was pushed.`)
    case 'rejected':
      return paint.bad(`${what} rejected. Nothing was pushed.`)
    case 'cancelled':
      return paint.warn(`${what} broken off.`)
    case 'unknown':
    case null:
      return paint.bad(`${what}: what became of it is NOT KNOWN. Look at the surface before anything else.`)
    default:
      return outcome satisfies never
  }
}
