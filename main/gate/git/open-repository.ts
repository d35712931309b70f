import { createHash, randomUUID } from 'node:crypto'
import { mkdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { HostRefused } from '../host.ts'
import type { Environment } from '../program-environment.ts'
import { type FolderObjects, folderObjects } from './folder-objects.ts'
import { addressOf, type Place } from './place.ts'
import { remoteRefs } from './remote-refs.ts'
import { gitRefused, knownPlace, runGit, shownPlace } from './run-git.ts'

/**
 * A bare repository of our own, so that no setting of anybody else's runs anything here. Of a folder of this machine it
 * has the names alone and reads the objects where they are; of anything else it is a mirror.
 */
export type Repository = {
  gitDir: string
  place: Place
  /** Why the place could not be asked, if so: then names are what they were when it last could. */
  stale: string | null
}
export type RepositoryNeeds = {
  repository: string
  /** Where it keeps what it has. Shared by all that runs here. */
  dir: string
  env?: Environment | undefined
  /** Another repository of this machine whose objects it reads too, where they are. */
  beside?: string | undefined
}

/** Ready to be read, with the names that the place has now. */
export function openRepository(needs: RepositoryNeeds, signal: AbortSignal): Promise<Repository> {
  const place = knownPlace(needs.repository)
  // Two fetches into the same names stand in each other's way.
  return oneAtATime(pathFor(needs, place), async () => {
    const repository = await prepareRepository(needs, signal)
    const why = await fetchNames(repository, needs.env, signal)
    if (why === undefined) return repository
    if (place.kind === 'folder' || (await isEmpty(repository, signal))) throw why
    return { ...repository, stale: why.message }
  })
}

/** The same without asking the place anything: what its names were, and, of a folder, every object that it has now. */
export async function prepareRepository(needs: RepositoryNeeds, signal: AbortSignal): Promise<Repository> {
  const place = knownPlace(needs.repository)
  const gitDir = pathFor(needs, place)
  const found = place.kind === 'folder' ? await objectsOf(place.path) : undefined
  const beside = needs.beside === undefined ? undefined : await objectsOf(needs.beside)
  if (!(await exists(gitDir))) await create(gitDir, place, needs.env, signal)
  const elsewhere = [found, beside].flatMap((there) => (there === undefined ? [] : [`${there.objects}\n`]))
  if (elsewhere.length > 0) await replaceFile(join(gitDir, 'objects/info/alternates'), elsewhere.join(''))
  if (found?.shallow) await replaceFile(join(gitDir, 'shallow'), found.shallow)
  else if (found) await rm(join(gitDir, 'shallow'), { force: true })
  return { gitDir, place, stale: null }
}

async function objectsOf(path: string): Promise<FolderObjects> {
  const found = await folderObjects(path)
  if (found === undefined) throw new HostRefused(`${path} is no git repository`)
  return found
}

/** As a whole: another process may be reading it. */
async function replaceFile(path: string, text: string): Promise<void> {
  const beside = `${path}.${randomUUID()}`
  await writeFile(beside, text)
  await rename(beside, path)
}

function pathFor({ dir, beside }: RepositoryNeeds, place: Place): string {
  const digest = createHash('sha256').update(
    JSON.stringify([addressOf(place), ...(beside === undefined ? [] : [beside])]),
  )
  return resolve(dir, `${digest.digest('hex').slice(0, 24)}.git`)
}

/** Beside its place first, so that whoever finds it there finds all of it. */
async function create(gitDir: string, place: Place, env: Environment | undefined, signal: AbortSignal): Promise<void> {
  const [head] = (await remoteRefs(addressOf(place), ['HEAD', 'refs/heads/*'], { env }, signal)).values()
  const beside = `${gitDir}.${randomUUID()}`
  await mkdir(beside, { recursive: true, mode: 0o700 })
  try {
    const format = head?.commit.length === 64 ? 'sha256' : 'sha1'
    const args = ['init', '--quiet', '--bare', '--template=', '--initial-branch=main', `--object-format=${format}`]
    const run = await runGit({ gitDir: beside, args, signal })
    if (run.code !== 0) throw gitRefused('A repository could not be made here', run)
    await mkdir(join(beside, 'objects/info'), { recursive: true })
    await rename(beside, gitDir)
  } catch (error) {
    await rm(beside, { recursive: true, force: true })
    if (!(await exists(gitDir))) throw error
  }
}

async function fetchNames(
  { gitDir, place }: Repository,
  env: Environment | undefined,
  signal: AbortSignal,
): Promise<HostRefused | undefined> {
  const how = [
    '--quiet',
    '--prune',
    '--no-tags',
    '--no-write-fetch-head',
    '--no-recurse-submodules',
    '--update-shallow',
  ]
  const names = ['+refs/heads/*:refs/heads/*', '+refs/tags/*:refs/tags/*']
  const args = ['fetch', ...how, '--', addressOf(place), ...names]
  for (let attempt = 1; ; attempt++) {
    const run = await runGit({ gitDir, args, place, env, signal })
    if (run.code === 0) return undefined
    // Another process has just moved the same names.
    if (attempt < 3 && run.last.some((line) => line.includes('cannot lock ref'))) continue
    return gitRefused(`${shownPlace(place)} cannot be fetched`, run)
  }
}

async function isEmpty({ gitDir }: Repository, signal: AbortSignal): Promise<boolean> {
  const run = await runGit({ gitDir, args: ['for-each-ref', '--count=1', 'refs/heads', 'refs/tags'], signal })
  return run.stdout.trim() === ''
}

const queues = new Map<string, Promise<unknown>>()

async function oneAtATime<T>(name: string, work: () => Promise<T>): Promise<T> {
  const before = queues.get(name)
  const mine = Promise.resolve(before).then(work, work)
  queues.set(name, mine)
  try {
    return await mine
  } finally {
    if (queues.get(name) === mine) queues.delete(name)
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path)
    return true
  } catch {
    return false
  }
}
