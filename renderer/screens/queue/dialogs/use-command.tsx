import type { ReactNode } from 'react'
import type { Action } from '../../../api.ts'
import { Mark } from '../../../components/mark.tsx'
import { offerOf } from '../drawer/use-action.ts'
import type { DialogProps } from './dialog-props.ts'
import { Became, RefusalNote, usePatience } from './refusal-note.tsx'
import { type Sending, useSending } from './use-sending.ts'

type Hands<B, A> = Pick<DialogProps, 'action' | 'asleep' | 'onClose'> & {
  offer: Action['commands'][number]['name']
  /** What it is called: "Approve rollback of checkout-agent". */
  what: string
  send: (body: B, key: string) => Promise<A>
  /** Said when it is done; `shown` tells whether the operator still waits for it. */
  done: (answer: A, shown: boolean) => void
}

type Command<B> = {
  start: (body: B) => void
  busy: boolean
  sending: Sending
  /** Why the command cannot be given now. */
  asleep: string | null
  /** What is in its way, and what the server said, in place. */
  notes: ReactNode
}

/** A command from its dialog: asleep where it cannot be, in place where it was refused, closed when it is done. */
export function useCommand<B, A>(hands: Hands<B, A>): Command<B> {
  const { action, what, send, done, onClose } = hands
  const { sending, start, busy } = useSending({
    what,
    send,
    onDone(answer: A, shown) {
      if (shown) onClose()
      done(answer, shown)
    },
  })
  const patience = usePatience(sending)
  const { reason: notOffered } = offerOf(action, hands.offer)
  return {
    start: (body) => void start(body),
    busy,
    sending,
    asleep: hands.asleep ?? patience ?? notOffered,
    notes: (
      <>
        {notOffered !== null && sending.kind === 'idle' && (
          <div role="status">
            <Mark means="warn">{notOffered}</Mark>
            <Became action={action} />
          </div>
        )}
        <RefusalNote sending={sending} action={action} />
      </>
    ),
  }
}
