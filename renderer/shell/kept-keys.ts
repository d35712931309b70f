import type { Connections } from '../api.ts'

/** What becomes of what one signs in with. */
export const keptKeys: Record<Connections['keychain'], string> = {
  keychain: "Keys and tokens are kept in this system's keychain, and never reach this page.",
  memory:
    'This machine offers no keychain: keys and tokens are kept in memory, last until the program ends, and must be given again then.',
  none: 'This console keeps no keys and no tokens.',
}
