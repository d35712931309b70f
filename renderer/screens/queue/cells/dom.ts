type Part = Node | string | null | undefined | false

/** An element, how it looks, what else it is, and what is in it. */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  look: string,
  given: Readonly<Record<string, string>> = {},
  parts: readonly Part[] = [],
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag)
  made.className = look
  for (const [name, value] of Object.entries(given)) made.setAttribute(name, value)
  fill(made, parts)
  return made
}

export function fill(parent: HTMLElement, parts: readonly Part[]): void {
  parent.replaceChildren(...parts.filter((part) => part !== null && part !== undefined && part !== false))
}

/** The same pictures as lucide's, which are React's elsewhere. */
const pictures = {
  hammer: [
    'm15 12-9.373 9.373a1 1 0 0 1-3.001-3L12 9',
    'm18 15 4-4',
    'm21.5 11.5-1.914-1.914A2 2 0 0 1 19 8.172v-.344a2 2 0 0 0-.586-1.414l-1.657-1.657A6 6 0 0 0 12.516 3H9l1.243 1.243A6 6 0 0 1 12 8.485V10l2 2h1.172a2 2 0 0 1 1.414.586L18.5 14.5',
  ],
  hourglass: [
    'M5 22h14',
    'M5 2h14',
    'M17 22v-4.172a2 2 0 0 0-.586-1.414L12 12l-4.414 4.414A2 2 0 0 0 7 17.828V22',
    'M7 2v4.172a2 2 0 0 0 .586 1.414L12 12l4.414-4.414A2 2 0 0 0 17 6.172V2',
  ],
  person: ['M12 13a5 5 0 1 0 0-10a5 5 0 1 0 0 10', 'M20 21a8 8 0 0 0-16 0'],
  more: ['M12 12h.01', 'M19 12h.01', 'M5 12h.01'],
} as const

const svg = 'http://www.w3.org/2000/svg'

export function picture(name: keyof typeof pictures, size: number, look: string): SVGSVGElement {
  const made = document.createElementNS(svg, 'svg')
  const given = { viewBox: '0 0 24 24', fill: 'none', stroke: 'currentColor', 'stroke-linecap': 'round' }
  for (const [key, value] of Object.entries({ ...given, 'stroke-linejoin': 'round', 'aria-hidden': 'true' }))
    made.setAttribute(key, value)
  made.setAttribute('stroke-width', name === 'more' ? '3' : '2')
  made.setAttribute('class', `inline shrink-0 ${look}`)
  made.setAttribute('width', String(size))
  made.setAttribute('height', String(size))
  for (const d of pictures[name]) {
    const path = document.createElementNS(svg, 'path')
    path.setAttribute('d', d)
    made.append(path)
  }
  return made
}
