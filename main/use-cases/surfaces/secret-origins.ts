import type { Surface } from '../../../shared/domain/surface.ts'
import { remoteOf } from '../../gate/hosts/heroku/git-access.ts'

/** Whom the secrets of a surface are shown to, as it is defined. */
export function secretOriginsOf(surface: Surface): ReadonlySet<string> {
  switch (surface.host) {
    case 'heroku':
      return originsOf([surface.settings.api_base, remoteOf(surface)])
    case 'cloudflare-pages':
      return originsOf([surface.settings.api_base])
    case 'terraform':
    case 'command':
    case 'local':
      return new Set()
    default:
      return surface satisfies never
  }
}

/** By ssh, and to a folder, none is sent. */
const originsOf = (places: readonly string[]): ReadonlySet<string> =>
  new Set(
    places.flatMap((place) => {
      const url = URL.parse(place)
      return url !== null && /^https?:$/.test(url.protocol) ? [url.origin] : []
    }),
  )
