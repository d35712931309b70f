import type { Deploy } from '../../../shared/domain/gate.ts'

/** How far it had come when it was broken off or lost: what is known, and what is not. */
export function howFar({ kind, stage, path }: Deploy): string {
  const isBack = kind === 'rollback'
  switch (stage.state) {
    case 'triggered':
    case 'smoke_gate':
    case 'resolved':
    case 'approval_pending':
      if (path === 'ci') return 'before anything was pushed, by what is recorded'
      return isBack ? 'before anything was rolled back' : 'before anything was pushed'
    case 'deploying':
      return isBack
        ? 'while it was rolled back, which may have taken effect'
        : 'while it was pushed; the push may have taken effect'
    case 'health_check':
      return isBack
        ? 'after it was rolled back, while its health was looked at'
        : 'after it was pushed, while its health was looked at'
    case 'blocked':
    case 'rejected':
    case 'deploy_failed':
    case 'audit_written':
    case 'rollback_alert':
      return 'after its end'
    default:
      return stage satisfies never
  }
}
