import type { deployCommands } from '../../../shared/contract/deploys.ts'
import { type Deploy, isOver, isReviewOpen, outcomeOf } from '../../../shared/domain/gate.ts'
import type { Permission } from '../../../shared/domain/permission.ts'
import type { Refusal } from '../../../shared/domain/result.ts'
import type { DeployRecord } from '../../store/deploy-record.ts'
import type { Caller } from '../caller.ts'

export type DeployCommand = (typeof deployCommands)[number]
type Asker = Pick<Caller, 'permissions' | 'actor'>

/** Why a command to a deploy is not possible now, if so: the same for the button and for the deed. */
export function whyNotCommand({ deploy, stop }: DeployRecord, name: DeployCommand, asker: Asker): Refusal | undefined {
  switch (name) {
    case 'cancel': {
      const lacks = denied(asker, 'deploys.run')
      if (lacks) return lacks
      if (isOver(deploy)) return over(deploy)
      return stop === null ? undefined : invalid(deploy, 'Somebody asked for that already: it is being broken off.')
    }
    case 'approve':
    case 'reject': {
      const lacks = denied(asker, 'deploys.approve')
      if (lacks) return lacks
      if (isOver(deploy)) return over(deploy)
      return deploy.stage.state === 'approval_pending'
        ? undefined
        : invalid(deploy, 'It does not wait for an approval.')
    }
    case 'close_review': {
      const lacks = denied(asker, 'deploys.approve')
      if (lacks) return lacks
      if (deploy.review === null) return invalid(deploy, 'Nobody broke glass, so there is no review.')
      if (!isReviewOpen(deploy)) return invalid(deploy, 'Its review is closed already.')
      return deploy.began_by.id === asker.actor.id
        ? { code: 'self_approval', detail: 'Whoever broke glass does not close its review.' }
        : undefined
    }
    default:
      return name satisfies never
  }
}

const over = (deploy: Deploy): Refusal => invalid(deploy, `It is over: ${outcomeOf(deploy)}.`)
const invalid = (deploy: Deploy, detail: string): Refusal => ({
  code: 'invalid_transition',
  detail,
  fields: { status: deploy.stage.state, outcome: outcomeOf(deploy) },
})

function denied({ permissions }: Asker, permission: Permission): Refusal | undefined {
  if (permissions.has(permission)) return undefined
  const detail = `This needs the permission ${permission}, which your roles do not carry.`
  return { code: 'permission_denied', detail, fields: { permission } }
}

const names = ['cancel', 'approve', 'reject', 'close_review'] as const satisfies readonly DeployCommand[]

/** For every command: can it be given now, by this caller, and if not, why not. */
export const offersOnDeploy = (record: DeployRecord, asker: Asker) =>
  names.map((name) => {
    const refusal = whyNotCommand(record, name, asker)
    return refusal ? { name, enabled: false, reason: refusal.detail } : { name, enabled: true }
  })
