import { X } from 'lucide-react'
import { Button, IconButton } from '../../../components/button.tsx'
import type { Surface } from '../../../deploys-api.ts'
import { ApiProblem } from '../../../problem.ts'
import { RefusalNote } from '../../queue/dialogs/refusal-note.tsx'
import { forgetRefusal, useAsked } from './use-rollbacks.ts'

/** What the server said instead of rolling back, and what can be done now. */
export function RollbackSaid({ surface, onChoose }: { surface: Surface; onChoose: () => void }) {
  const asked = useAsked(surface.id)
  if (asked?.kind !== 'refused') return null
  const { error } = asked
  const already = error instanceof ApiProblem && error.code === 'already_rolled_back'
  return (
    <div className="flex items-start gap-2">
      <div className="min-w-0 flex-1">
        <RefusalNote sending={{ kind: 'refused', error, waitUntil: null }} />
      </div>
      {already && <Button onClick={onChoose}>Go back further…</Button>}
      <IconButton name="Dismiss" onClick={() => forgetRefusal(surface.id)}>
        <X size={14} aria-hidden />
      </IconButton>
    </div>
  )
}
