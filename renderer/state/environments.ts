import type { Connection } from '../api.ts'

type Environment = Connection['environment']

export const environmentWords = {
  production: 'Production',
  staging: 'Staging',
  development: 'Development',
  sample: 'Sample data',
} as const satisfies Record<Environment, string>

/** Always beside the word: a shape each, for those who cannot tell the colours apart. */
export const environmentShapes = {
  production: '▲',
  staging: '■',
  development: '●',
  sample: '◆',
} as const satisfies Record<Environment, string>
