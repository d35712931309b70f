import { Sparkles } from 'lucide-react'
import { Examples } from './reply-notes.tsx'

/** Nothing was asked yet: what can be. */
export function EmptyChat({ asleep, onAsk }: { asleep: string | null; onAsk: (question: string) => void }) {
  return (
    <div className="grid min-h-0 flex-1 place-items-center overflow-y-auto p-6">
      <div className="flex max-w-130 flex-col gap-2">
        <Sparkles size={22} aria-hidden className="text-accent" />
        <h2 className="text-l font-semibold">Ask about your fleet</h2>
        <p className="text-muted">
          Replies stand on rows of this workspace and name them. What you ask to have done is only proposed: a person
          approves it in the queue, like everything else.
        </p>
        <div className="mt-1">
          <Examples asleep={asleep} onAsk={onAsk} />
        </div>
      </div>
    </div>
  )
}
