import { fileURLToPath } from 'node:url'

/** The built page, whether this runs from the sources or from the build. */
const here = import.meta.url
export const consoleDir = fileURLToPath(new URL(here.endsWith('.ts') ? '../../out/renderer' : '../renderer', here))
