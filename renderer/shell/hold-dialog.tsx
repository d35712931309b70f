import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { Button } from '../components/button.tsx'
import { count } from '../components/clock.ts'
import { ConfirmDialog, Dialog, DialogActions } from '../components/dialog.tsx'
import { TextField } from '../components/field.tsx'
import { Kbd } from '../components/kbd.tsx'
import { fieldMessages, sentenceOf } from '../problem.ts'
import { hold as holdQuery, useHoldAsleep, useSetHold } from '../state/hold.ts'
import { showOverlay } from '../state/overlays.ts'
import { notify } from '../state/toasts.ts'

const close = () => showOverlay(null)

/** Places the hold, or lifts it: whichever was next when it was opened. How many wait is asked anew. */
export function HoldDialog() {
  const { data, isFetching } = useQuery({ ...holdQuery, staleTime: 0, refetchOnMount: 'always' })
  const [asked] = useState(data)
  if (asked === undefined || data === undefined) return null
  return asked.held ? <Lift waiting={data.waiting} counting={isFetching} /> : <Place />
}

function Place() {
  const set = useSetHold()
  const asleep = useHoldAsleep()
  const [empty, setEmpty] = useState(false)
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    if (asleep !== null || set.isPending) return
    const reason = String(new FormData(event.currentTarget).get('reason') ?? '').trim()
    setEmpty(reason === '')
    if (reason === '') return
    set.mutate(
      { held: true, reason },
      {
        onSuccess() {
          close()
          notify.done('Held', 'Nothing runs by itself until somebody lifts the hold.')
        },
      },
    )
  }
  const complaint = empty
    ? 'Say why: whoever finds everything held wants to know.'
    : set.isError
      ? (fieldMessages(set.error).reason ?? sentenceOf(set.error))
      : undefined
  return (
    <Dialog open onOpenChange={close} title="Hold everything that runs by itself">
      <form onSubmit={submit} noValidate>
        <div className="flex flex-col gap-3 px-5 pt-2 pb-4">
          <p className="text-muted">
            Tier 1 actions in autonomous mode wait as proposed until the hold is lifted. What people approve and carry
            out goes on as before.
          </p>
          <TextField
            name="reason"
            label="Why (goes into the audit record)"
            autoComplete="off"
            maxLength={500}
            required
            autoFocus
            error={complaint}
          />
        </div>
        <DialogActions>
          <Button onClick={close}>
            Cancel <Kbd keys="Escape" />
          </Button>
          <Button type="submit" kind="primary" asleep={asleep ?? (set.isPending ? 'Waiting for the server' : null)}>
            Hold everything
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}

/** What was held runs at once, and what has run cannot be taken back. */
function Lift({ waiting, counting }: { waiting: number; counting: boolean }) {
  const set = useSetHold()
  const asleep = useHoldAsleep()
  const many = waiting === 1 ? '1 action' : `${count(waiting)} actions`
  const lift = () =>
    set.mutate(
      { held: false },
      {
        onSuccess() {
          close()
          notify.done('The hold is lifted', 'What runs by itself does so again.')
        },
      },
    )
  return (
    <ConfirmDialog
      open
      onOpenChange={close}
      title="Lift the hold"
      does={waiting === 0 ? 'Lift the hold' : `Lift the hold and run ${many}`}
      busy={set.isPending || counting || asleep !== null}
      onConfirm={lift}
    >
      {waiting === 0
        ? 'Nothing waits. Tier 1 actions in autonomous mode run by themselves again from then on.'
        : `${many} in autonomous mode ${waiting === 1 ? 'waits and runs' : 'wait and run'} at once, unless their time is over by then. That cannot be undone.`}
      {set.isError && (
        <p role="alert" className="mt-2 text-bad">
          {sentenceOf(set.error)}
        </p>
      )}
    </ConfirmDialog>
  )
}
