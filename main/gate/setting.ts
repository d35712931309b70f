import type { Surface } from '../../shared/domain/surface.ts'
import type { Host, HostNeeds } from './host.ts'

/** What the gate has of the machine it runs on. Part of `Services`. */
export type GateSetting = {
  /** By what this process says that it is the one that carries a deploy out. */
  id: string
  /** `<data dir>/gate`: below it every surface has a folder of its own. */
  dir: string
  /** Where this machine's own surfaces are defined, those that run commands among them. */
  surfacesFile: string
  /** Surfaces of this machine that no file defines: the sample's. */
  surfaces?: () => readonly Surface[]
  /** Of which workspace those are; null for the database's only one, and nobody's where there are several. */
  workspace: string | null
  /**
   * Whether surfaces of this machine's own folders may be defined, and deployed, through the API. `alone`: while the
   * database has one workspace. A folder is of the machine, and says nothing of whose it is.
   */
  localByApi: 'alone' | boolean
  /** Whether whoever defines surfaces may name any secret of this program's environment, to be sent where they like. */
  ownEnvironment: boolean
  /** Where secrets are looked for that are not in the store, and what git is started with. */
  env: NodeJS.ProcessEnv
  fetch: typeof fetch
  /** How often a forge is asked how a run stands. */
  forgePollMs: number
  /** Hosts that somebody brings along: the sample's. Undefined for those that are opened as usual. */
  openHost?: (needs: HostNeeds) => Host | undefined
}
