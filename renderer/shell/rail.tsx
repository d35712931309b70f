import { Link } from '@tanstack/react-router'
import { places } from '../places.ts'

export function Rail() {
  return (
    <nav aria-label="Places" className="frame-rail">
      {places.map(({ path, label, icon: Icon, count: Count }) => (
        <Link
          key={path}
          to={path}
          activeOptions={{ includeSearch: false }}
          className="flex items-center gap-2.5 rounded-m px-2.5 py-[7px] text-muted hover:bg-hover hover:text-ink"
          activeProps={{
            className: 'bg-accent-bg! text-ink! font-semibold shadow-[inset_2px_0_var(--accent)]',
          }}
        >
          <Icon size={15} aria-hidden className="shrink-0" />
          {label}
          {Count !== undefined && <Count />}
        </Link>
      ))}
    </nav>
  )
}
