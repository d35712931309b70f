import { stripVTControlCharacters } from 'node:util'
import type { SurfaceEnvironment } from '../../../shared/domain/surface.ts'

/** Colours where a person looks, and none where a file or NO_COLOR does. */
export function painter(stream: { isTTY?: boolean }, env: NodeJS.ProcessEnv = process.env) {
  const isOn = env.NO_COLOR ? false : env.FORCE_COLOR ? env.FORCE_COLOR !== '0' : stream.isTTY === true
  const paint = (codes: string) => (text: string) => (isOn ? `\u001b[${codes}m${text}\u001b[0m` : text)
  return {
    bold: paint('1'),
    faint: paint('2'),
    good: paint('32'),
    bad: paint('1;31'),
    warn: paint('33'),
    added: paint('32'),
    removed: paint('31'),
    band: (environment: SurfaceEnvironment | 'sample') => paint(bands[environment]),
  }
}
export type Painter = ReturnType<typeof painter>

/** White on red, black on amber, white on green, white on purple: as the bands of the console. */
const bands = { production: '1;97;41', staging: '1;30;43', development: '1;97;42', sample: '1;97;45' } as const

/** A commit's author and a host's answer write what they like; a terminal obeys some of it. */
export const plain = (text: string): string => stripVTControlCharacters(text).replaceAll(/\p{C}/gu, '\u{fffd}')
