import { useLocation, useNavigate } from '@tanstack/react-router'
import { useCallback, useMemo, useState } from 'react'

type Raw = Record<string, unknown>
export type Patch<S> = Partial<{ [K in keyof S]: S[K] | undefined }>

/**
 * A place's state in the address (`#/audit?q=key&open=12`), so that back, reload and a shared link work.
 * `parse` must be a stable function and take anything: a link may come from anywhere.
 */
export function useAddress<S extends object>(parse: (raw: Raw) => S) {
  const { pathname, search } = useLocation()
  // While the next place is being fetched, the one that is left still stands: the address is no longer about it.
  const [at, setAt] = useState({ pathname, raw: search as Raw })
  if (at.pathname === pathname && at.raw !== search) setAt({ pathname, raw: search as Raw })
  const raw = at.pathname === pathname ? (search as Raw) : at.raw
  const navigate = useNavigate()
  const value = useMemo(() => parse(raw), [parse, raw])
  /** A patch whose value is undefined leaves the address. `replace` keeps it out of the history (typing, moving). */
  const change = useCallback(
    (patch: Patch<S>, options: { replace?: boolean } = {}) => {
      const search = (before: Raw) =>
        Object.fromEntries(
          Object.entries({ ...before, ...patch }).filter(([, each]) => each !== undefined && each !== ''),
        )
      return navigate({ to: '.', search: search as never, replace: options.replace ?? false })
    },
    [navigate],
  )
  return [value, change] as const
}
