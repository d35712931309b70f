import { join } from 'node:path'

/** Where this machine's console keeps things: the data, and beside it what Chromium writes for its window. */
export function homeOf(env: NodeJS.ProcessEnv, appData: string): { data: string; chromium: string; logs: string } {
  const data = env.COUNTERSIGN_DATA_DIR ?? join(appData, 'countersign')
  return { data, chromium: join(data, 'desktop'), logs: join(data, 'logs') }
}
