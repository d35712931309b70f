import type { ReactNode } from 'react'
import type { Surface } from '../../../deploys-api.ts'
import type { ApiProblem } from '../../../problem.ts'

const link = 'rounded-s text-accent underline'

/** What to do about a refusal, where it leads somewhere. */
export function adviceFor({ code, fields }: ApiProblem, surface: Surface): ReactNode {
  switch (code) {
    case 'deploy_in_flight':
      return typeof fields.deploy_id === 'string' ? (
        <Said>
          <a href={`#/deploys/${fields.deploy_id}`} className={link}>
            Look at what is under way
          </a>{' '}
          : from there it can be cancelled, or rolled back.
        </Said>
      ) : null
    case 'quarantined':
      return (
        <Said>
          <a href={`#/deploys?surface=${surface.id}`} className={link}>
            The surface
          </a>{' '}
          says who put it there and why. Lift it there by name, or ship another commit.
        </Said>
      )
    case 'frozen':
    case 'locked':
      return <Said>Wait for its end, or ask whoever may pass it. A rollback is never in its way.</Said>
    case 'operator_unknown':
      return <Said>A deploy has a name in the record: sign in as yourself, and come back. What you saw stays.</Said>
    case 'forge_token_missing':
      return (
        <Said>
          Give it in{' '}
          <a href="#/settings/surfaces" className={link}>
            Settings → Surfaces
          </a>
          , and come back.
        </Said>
      )
    case 'phrase_mismatch':
      return <Said>Type it again, letter by letter.</Said>
    case 'host_unreachable':
      return <Said>What runs there could not be compared with what you saw, so nothing was begun. Try again.</Said>
    default:
      return null
  }
}

const Said = ({ children }: { children: ReactNode }) => <p className="text-s text-muted">{children}</p>
