import { useState } from 'react'
import { Button } from '../../../components/button.tsx'
import { Mark } from '../../../components/mark.tsx'
import { sentenceOf } from '../../../problem.ts'
import { useHistoryImport } from './use-history-import.ts'

/** Says, in one line, what becomes of the chat that an older console kept in this browser. */
export function HistoryImport({ asleep, onImported }: { asleep: string | null; onImported: (id: string) => void }) {
  const { state, retry } = useHistoryImport(asleep, onImported)
  const [hidden, setHidden] = useState(false)
  switch (state.kind) {
    case 'nothing':
      return null
    case 'running':
      return (
        <p role="status" className={line}>
          Your older chat is being brought along from this browser: {state.sent} of {state.of} messages. The server
          takes 20 in a minute; leaving the page only interrupts it.
        </p>
      )
    case 'malformed':
      return hidden ? null : (
        <p role="status" className={line}>
          <span className="flex-1">
            An older chat in this browser could not be understood. It was left as it is, under “assistant_chat_history”.
          </span>
          <Button kind="ghost" onClick={() => setHidden(true)}>
            Hide this
          </Button>
        </p>
      )
    case 'failed':
      return (
        <p role="status" className={line}>
          <Mark means="warn">Your older chat is not all here yet</Mark>
          <span className="flex-1">{sentenceOf(state.error)} It is still in this browser.</span>
          <Button asleep={asleep} onClick={retry}>
            Go on with it
          </Button>
        </p>
      )
    default:
      return state satisfies never
  }
}

const line = 'flex shrink-0 flex-wrap items-center gap-3 border-b border-line bg-surface px-4 py-1.5 text-s text-muted'
