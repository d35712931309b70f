import { compactTime } from '../release-book.ts'

/** The shortest limit of the clouds' (Google's); Azure has 80, Amazon 255. Room is left for a number behind it. */
const longest = 60
const longestOperator = 24

/**
 * What was snapshot, when (UTC), and for whom: `lightsail-20260429T143300Z-kristerpher`. Letters, digits and single
 * hyphens, a letter first and no hyphen last: what Lightsail, EC2, RDS, Azure and DigitalOcean all take. Google takes small
 * letters only; the program that makes the snapshot there has to lower it.
 */
export function snapshotName({ surface, at, operator }: { surface: string; at: number; operator: string }): string {
  const time = compactTime(at)
  const who = cut(plain(operator), longestOperator) || 'unknown'
  const room = longest - time.length - who.length - 2
  const what = plain(surface)
  return `${cut(/^[a-z]/.test(what) ? what : `s-${what}`, room)}-${time}-${who}`
}

/** Accents are dropped and letters kept; whatever else is there parts words. */
const plain = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')

const cut = (text: string, length: number): string => text.slice(0, length).replace(/-$/, '')
