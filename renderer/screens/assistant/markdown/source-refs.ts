import { sourceHref } from './links.ts'

/** As much of a markdown tree as is needed here. */
type Node = { type: string; value?: string; identifier?: string; url?: string; children?: Node[] }

const reference = /\[(t\d{1,3})\]/g
const named = /^t\d{1,3}$/

/**
 * Turns `[t1]` into a link to the row of that number. A reply cannot say itself where `[t1]` leads: its own definitions of
 * such names are dropped.
 */
export function remarkSourceRefs() {
  return (tree: Node): void => walk(tree)
}

function walk(node: Node): void {
  if (node.children === undefined) return
  node.children = node.children.flatMap((child): Node[] => {
    if (child.type === 'definition' && named.test(child.identifier ?? '')) return []
    if (child.type === 'linkReference' && named.test(child.identifier ?? '')) return [linkTo(child.identifier ?? '')]
    if (child.type === 'text' && node.type !== 'link') return splitText(child.value ?? '')
    walk(child)
    return [child]
  })
}

function splitText(text: string): Node[] {
  const parts: Node[] = []
  let from = 0
  for (const match of text.matchAll(reference)) {
    if (match.index > from) parts.push({ type: 'text', value: text.slice(from, match.index) })
    parts.push(linkTo(match[1] ?? ''))
    from = match.index + match[0].length
  }
  if (from < text.length || parts.length === 0) parts.push({ type: 'text', value: text.slice(from) })
  return parts
}

const linkTo = (ref: string): Node => ({ type: 'link', url: sourceHref(ref), children: [{ type: 'text', value: ref }] })
