import { type LaidOut, type LayoutAsked, nodeSize } from './layout.ts'

/** From the right edge of whoever called to the left edge of what was called, all in one path. */
export function linesOf({ edges }: LayoutAsked, { at }: LaidOut): string {
  return edges
    .map(([from, to]) => {
      const [x1, y1] = [(at[from * 2] ?? 0) + nodeSize.width, (at[from * 2 + 1] ?? 0) + nodeSize.height / 2]
      const [x2, y2] = [at[to * 2] ?? 0, (at[to * 2 + 1] ?? 0) + nodeSize.height / 2]
      const bend = (x2 - x1) / 2
      return `M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`
    })
    .join('')
}
