import type { Logger } from 'pino'
import { type Credential, describeSignIn, type Held, readCredential } from './credential.ts'
import type { Keychain } from './keychain.ts'

export type Credentials = ReturnType<typeof createCredentials>

const notKept = 'The keychain did not take it, so this sign-in lasts until the console ends.'
const unreadable: Held = { kind: 'none', why: 'The keychain could not be read. Unlock it, and look again.' }

/** What each connection is signed in with. It rests in the keychain, which another console of this person may write too. */
export function createCredentials({ keychain, log, clock }: { keychain: Keychain; log: Logger; clock: () => number }) {
  const unsaved = new Map<string, Credential>()
  const last = new Map<string, Held>()
  const notes = new Map<string, string>()
  const account = (id: string) => `connection/${id}`

  const read = async (id: string): Promise<Held> => {
    try {
      const text = await keychain.get(account(id))
      return unsaved.get(id) ?? (text === undefined ? { kind: 'none', why: null } : readCredential(text))
    } catch (error) {
      log.warn({ err: error, connection: id }, 'the keychain could not be read')
      return unsaved.get(id) ?? unreadable
    }
  }
  const forget = async (id: string) => {
    unsaved.delete(id)
    last.delete(id)
    notes.delete(id)
    await keychain.delete(account(id))
  }
  return {
    async of(id: string): Promise<Held> {
      const held = await read(id)
      last.set(id, held)
      return held
    },
    /**
     * What the keychain does not take is held in memory. What it had before goes, if that can be done: a refresh token
     * that was exchanged is dead, and whoever showed it again would end the whole sign-in.
     */
    async keep(id: string, credential: Credential): Promise<void> {
      last.set(id, credential)
      notes.delete(id)
      try {
        await keychain.set(account(id), JSON.stringify(credential))
        unsaved.delete(id)
      } catch (error) {
        log.warn({ err: error, connection: id }, 'the keychain did not take a sign-in')
        unsaved.set(id, credential)
        notes.set(id, notKept)
        await keychain.delete(account(id)).catch(() => {})
      }
    },
    forget,
    /** A sentence about it that lasts as long as this console, or until something else becomes of it. */
    note(id: string, why: string | null): void {
      if (why === null) notes.delete(id)
      else notes.set(id, why)
    },
    /** As it was when somebody last looked; null if nobody did. */
    lastSeen(id: string) {
      const held = last.get(id)
      return held ? describeSignIn(held, clock(), notes.get(id) ?? null) : null
    },
  }
}
