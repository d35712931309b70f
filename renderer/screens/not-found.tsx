import { Link, useLocation } from '@tanstack/react-router'
import { buttonLook } from '../components/button.tsx'
import { NotFound } from '../components/states.tsx'
import { absentPlaces, homePlace } from '../places.ts'

export function NotFoundScreen() {
  const { pathname } = useLocation()
  const absent = Object.entries(absentPlaces).find(([path]) => pathname === path || pathname.startsWith(`${path}/`))
  const home = (
    <Link to={homePlace.path} className={buttonLook('primary')}>
      Go to {homePlace.label}
    </Link>
  )
  return (
    <NotFound
      title={absent === undefined ? 'There is nothing here' : 'This place is not part of this version'}
      actions={home}
    >
      {absent === undefined ? (
        <>
          No place of the console is called <code className="font-mono text-s break-all text-ink">{pathname}</code>. The
          link may be mistyped, or may have been made for another version.
        </>
      ) : (
        <>{absent[1]} will live here. The link is right, and will work once this console has it; nothing was lost.</>
      )}
    </NotFound>
  )
}
