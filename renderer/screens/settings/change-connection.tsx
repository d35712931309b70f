import { type FormEvent, useState } from 'react'
import type { Connection, NewConnection } from '../../api.ts'
import { Button } from '../../components/button.tsx'
import { Dialog, DialogActions } from '../../components/dialog.tsx'
import { TextField } from '../../components/field.tsx'
import { Kbd } from '../../components/kbd.tsx'
import { fieldMessages, sentenceOf } from '../../problem.ts'
import { EnvironmentChoice } from '../../shell/environment-choice.tsx'
import { useChangeConnection } from '../../state/connection.ts'

type Props = { connection: Connection; onClose: () => void }

/** How a server is called here, and which colour its window has: the server itself is not changed. */
export function ChangeConnection({ connection, onClose }: Props) {
  const change = useChangeConnection()
  const before = connection.environment === 'sample' ? 'development' : connection.environment
  const [environment, setEnvironment] = useState<NewConnection['environment']>(before)
  const errors = fieldMessages(change.error)

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const name = String(new FormData(event.currentTarget).get('name') ?? '').trim()
    change.mutate({ id: connection.id, name, environment }, { onSuccess: onClose })
  }

  return (
    <Dialog open onOpenChange={onClose} title={`Change ${connection.name}`}>
      <form onSubmit={submit}>
        <div className="flex flex-col gap-3.5 px-5 pt-2 pb-4">
          <p className="text-muted">Only on this machine: the server and everybody else keep what they call it.</p>
          <TextField
            name="name"
            label="Name"
            required
            autoFocus
            autoComplete="off"
            maxLength={60}
            defaultValue={connection.name}
            error={errors.name}
          />
          <EnvironmentChoice value={environment} onChange={setEnvironment} />
          {before === 'production' && environment !== 'production' && (
            <p role="status" className="text-s text-warn">
              Its window loses the red band. Only do this if it is not production.
            </p>
          )}
          {change.isError && errors.name === undefined && (
            <p role="alert" className="text-bad">
              {sentenceOf(change.error)}
            </p>
          )}
        </div>
        <DialogActions>
          <Button onClick={onClose}>
            Cancel <Kbd keys="Escape" />
          </Button>
          <Button type="submit" kind="primary" asleep={change.isPending ? 'Asking the server' : null}>
            Keep
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}
