import type { Surface } from '../../../shared/domain/surface.ts'

/** Which secrets the host of a surface is asked with. */
export function secretNamesOf(surface: Surface): readonly string[] {
  switch (surface.host) {
    case 'heroku':
      return [surface.settings.api_key]
    case 'cloudflare-pages':
      return [surface.settings.api_token]
    case 'terraform':
    case 'command':
      return surface.settings.secrets
    case 'local':
      return []
    default:
      return surface satisfies never
  }
}
