import type { Connections } from '../api.ts'

/** What becomes of an API key that is entered here. */
export const keptKeys: Record<Connections['keychain'], string> = {
  keychain: "API keys of connections are kept in this system's keychain, and never reach this page.",
  memory:
    'This machine offers no keychain: API keys are kept in memory, and must be entered again after the console was closed.',
  none: 'This console keeps no API keys of connections.',
}
