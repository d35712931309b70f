import { Link, useLocation } from '@tanstack/react-router'
import { buttonLook } from '../components/button.tsx'
import { NotFound } from '../components/states.tsx'
import { homePlace } from '../places.ts'

export function NotFoundScreen() {
  const { pathname } = useLocation()
  const home = (
    <Link to={homePlace.path} className={buttonLook('primary')}>
      Go to {homePlace.label}
    </Link>
  )
  return (
    <NotFound title="There is nothing here" actions={home}>
      No place of the console is called <code className="font-mono text-s break-all text-ink">{pathname}</code>. The
      link may be mistyped, or may have been made for another version.
    </NotFound>
  )
}
