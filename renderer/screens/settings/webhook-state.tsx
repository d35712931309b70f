import type { Webhook } from '../../api.ts'
import { Mark } from '../../components/mark.tsx'

export function WebhookState({ webhook: { enabled, stopped } }: { webhook: Webhook }) {
  if (enabled) return <Mark means="ok">on</Mark>
  return stopped === 'gone' ? <Mark means="bad">off: its receiver is gone</Mark> : <Mark means="neutral">off</Mark>
}
