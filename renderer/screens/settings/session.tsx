import type { Session } from '../../api.ts'
import { Mark } from '../../components/mark.tsx'
import { Fact } from '../../components/page.tsx'
import { Section } from '../../components/section.tsx'
import { ErrorState, SkeletonRows } from '../../components/states.tsx'
import { useSession } from '../../state/connection.ts'
import { useHasWebSession } from '../../state/web-session.ts'
import { permissionWords } from './permission-words.ts'
import { WebSessions } from './web-sessions.tsx'

const modes: Record<Session['authentication_mode'], string> = {
  sample: 'Sample people, chosen at the top right. Nobody has signed in.',
  local: 'The user of this computer. Nobody has signed in.',
  api_key: 'An API key that the server knows.',
  oidc: "Your organisation's sign-in.",
}

export function SessionPart() {
  const { data, error, refetch } = useSession()
  const hasWebSession = useHasWebSession()
  if (data === undefined)
    return error === null ? (
      <SkeletonRows what="the session" rows={8} />
    ) : (
      <ErrorState what="The session" error={error} onRetry={() => void refetch()} />
    )
  return (
    <>
      <Section title="Who is acting" says="As the server reports it. What you do is recorded under this name.">
        <dl className="grid gap-x-8 sm:grid-cols-2">
          <Fact name="Name">{data.actor?.name ?? 'Nobody'}</Fact>
          <Fact name="Verified">
            {data.verified ? (
              <Mark means="ok">verified</Mark>
            ) : (
              <Mark means="warn">unverified: the record will say so</Mark>
            )}
          </Fact>
          <Fact name="How">{modes[data.authentication_mode]}</Fact>
          <Fact name="Workspace" mono>
            {data.workspace ?? 'none'}
          </Fact>
          <Fact name="Roles">{list(data.roles)}</Fact>
          <Fact name="Groups">{list(data.groups)}</Fact>
          <Fact name="E-mail">{data.actor?.email ?? 'not known'}</Fact>
          <Fact name="Actor" mono>
            {data.actor?.id ?? 'none'}
          </Fact>
        </dl>
      </Section>
      {hasWebSession && <WebSessions session={data} />}
      <Section title="What you may do" says="The server decides; this is its answer for you, now.">
        <Permissions permissions={data.permissions} />
      </Section>
    </>
  )
}

const list = (names: readonly string[]) =>
  names.length === 0 ? 'none' : names.map((each) => each.replaceAll('_', ' ')).join(', ')

function Permissions({ permissions }: { permissions: Session['permissions'] }) {
  const names = Object.keys(permissionWords) as (keyof typeof permissionWords)[]
  return (
    <table className="w-full border-collapse">
      <thead>
        <tr className="text-left text-xs text-faint">
          <th scope="col" className="border-b border-line py-2 pr-3 font-semibold">
            Allows
          </th>
          <th scope="col" className="w-64 border-b border-line py-2 pr-3 font-semibold max-md:hidden">
            Permission
          </th>
          <th scope="col" className="w-20 border-b border-line py-2 font-semibold">
            You
          </th>
        </tr>
      </thead>
      <tbody>
        {names.map((name) => (
          <tr key={name} className="border-b border-line">
            <td className={`py-1.5 pr-3 ${permissions[name] ? '' : 'text-muted'}`}>{permissionWords[name]}</td>
            <td className="py-1.5 pr-3 font-mono text-s text-muted max-md:hidden">{name}</td>
            <td className="py-1.5">
              <Mark means={permissions[name] ? 'ok' : 'neutral'}>{permissions[name] ? 'yes' : 'no'}</Mark>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
