import type { Surface } from '../../../shared/domain/surface.ts'
import { type Painter, plain } from './paint.ts'

type Target = Pick<Surface, 'name' | 'environment' | 'app'>

/** The one thing that must not be missed: what this leads to. */
export function bannerOf(
  { name, environment, app }: Target,
  doing: string,
  isSample: boolean,
  paint: Painter,
): string[] {
  const target = `TARGET: ${environment.toUpperCase()} (${plain(app)})`
  const below = isSample ? 'Sample data: nothing leaves this machine' : plain(name)
  const width = Math.max(target.length, below.length) + 6
  const band = paint.band(isSample ? 'sample' : environment)
  const line = (text: string) => band(`   ${text}`.padEnd(width))
  return [line(''), line(target), line(below), line(''), plain(doing)]
}
