import type { FormEvent } from 'react'
import type { Connection } from '../api.ts'
import { Button } from '../components/button.tsx'
import { DialogActions } from '../components/dialog.tsx'
import { TextField } from '../components/field.tsx'
import { Kbd } from '../components/kbd.tsx'
import { closeSignIn, signInTo } from '../state/sign-in.ts'

/** This machine has no server that could say by which issuer: the person does. */
export function SignInHere({ connection }: { connection: Connection }) {
  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const text = (name: string) => String(form.get(name) ?? '').trim()
    signInTo(connection, { issuer: text('issuer'), client_id: text('client_id') })
  }
  return (
    <form onSubmit={submit} aria-label="By whom to sign in">
      <div className="flex flex-col gap-3 px-5 pt-3 pb-4">
        <p className="text-muted">
          What you do here is then recorded under a verified name instead of the user of this computer. Nothing of this
          machine's workspace is sent anywhere.
        </p>
        <TextField
          name="issuer"
          type="url"
          label="Issuer"
          placeholder="https://id.example.com"
          required
          autoFocus
          defaultValue={connection.sign_in?.who?.issuer ?? ''}
          className="font-mono"
          help="The address of your organisation's sign-in, as its metadata has it."
        />
        <TextField
          name="client_id"
          label="Client id"
          placeholder="countersign-desktop"
          required
          autoComplete="off"
          spellCheck={false}
          className="font-mono"
          help="Of a public client that may come back to a loopback address of this machine."
        />
      </div>
      <DialogActions>
        <Button onClick={closeSignIn}>
          Cancel <Kbd keys="Escape" />
        </Button>
        <Button type="submit" kind="primary">
          Sign in
        </Button>
      </DialogActions>
    </form>
  )
}
