/** Where a link of a reply leads. A model wrote it: it is no more trustworthy than what the model was told. */
export type LinkTarget =
  /** A place of this console. */
  | { kind: 'place'; href: string }
  /** A row that the reply stands on, by its number. */
  | { kind: 'source'; ref: string }
  /** Anywhere else: only after whoever pressed it has seen the whole address. */
  | { kind: 'outside'; address: string }
  /** Nowhere: its words alone are shown. */
  | { kind: 'none' }

export const sourceHref = (ref: string): string => `#source-${ref}`

export function linkTargetOf(href: string | undefined, isPlace: (pathname: string) => boolean): LinkTarget {
  if (href === undefined) return { kind: 'none' }
  const source = /^#source-(t\d{1,3})$/.exec(href)?.[1]
  if (source !== undefined) return { kind: 'source', ref: source }
  if (href.startsWith('#/')) {
    const pathname = href.slice(1).split(/[?#]/)[0] ?? ''
    return isPlace(pathname) ? { kind: 'place', href } : { kind: 'none' }
  }
  const url = URL.parse(href)
  // As the browser understands it: letters that only look like others are spelled out.
  if (url !== null && (url.protocol === 'https:' || url.protocol === 'http:'))
    return { kind: 'outside', address: url.href }
  return { kind: 'none' }
}
