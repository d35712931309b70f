import type { Connections, SignInOptions } from '../api.ts'
import { TextField } from '../components/field.tsx'
import { RadioCards } from '../components/radio-cards.tsx'
import { keptKeys } from './kept-keys.ts'

/** The address of an issuer, or a key or token of one's own. */
export const ownToken = 'token'
type Issuer = SignInOptions['issuers'][number]

/** Issuers that this console can sign in by: a public client is known for it. */
const issuersOf = ({ issuers }: SignInOptions): Issuer[] => issuers.filter(({ client_id }) => client_id !== null)

type Props = {
  options: SignInOptions
  /** Which of them is chosen. */
  way: string
  onWay: (way: string) => void
  keychain: Connections['keychain']
  tokenError: string | undefined
}

/** How one signs in to a server, of what it says that it takes. */
export function Ways({ options, way, onWay, keychain, tokenError }: Props) {
  const issuers = issuersOf(options)
  const browserOnly = options.issuers.filter(({ client_id, web }) => client_id === null && web)
  const token = options.api_keys ? 'With an API key or a signed token' : 'With a signed token'
  const cards = [
    ...issuers.map(({ issuer, name }) => [issuer, `Sign in with ${name}`, hostOf(issuer)] as const),
    [ownToken, token, 'That somebody made for you.'] as const,
  ]
  return (
    <>
      {issuers.length > 0 && <RadioCards legend="How you sign in" options={cards} value={way} onChange={onWay} />}
      {way === ownToken && (
        <TextField
          name="token"
          type="password"
          label={options.api_keys ? 'API key or signed token' : 'Signed token'}
          placeholder={options.api_keys ? 'sk-at-…' : 'eyJ…'}
          required
          autoComplete="off"
          spellCheck={false}
          className="font-mono"
          help={
            <>
              {keptKeys[keychain]}
              {options.api_keys && (
                <>
                  {' '}
                  Whoever runs the server makes a key with <code className="font-mono">keys create</code>.
                </>
              )}
            </>
          }
          error={tokenError}
        />
      )}
      {browserOnly.length > 0 && (
        <p className="text-s text-muted">
          {browserOnly.map(({ name }) => name).join(', ')}: in a browser only, at the server's own address.
        </p>
      )}
    </>
  )
}

/** The server's own choice comes first. */
export const firstWay = (options: SignInOptions): string => issuersOf(options)[0]?.issuer ?? ownToken

export const hostOf = (address: string): string => URL.parse(address)?.host ?? address

/** What was refused stays nowhere in the page. */
export function clearToken(form: HTMLFormElement | null): void {
  const field = form?.querySelector<HTMLInputElement>('[name="token"]')
  if (!field) return
  field.value = ''
  field.focus()
}
