import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { runGit } from '../../gate/git/run-git.ts'
import { HostRefused } from '../../gate/host.ts'

const dayMs = 24 * 60 * 60_000
const branch = 'refs/heads/main'

/** A file as a commit leaves it: written anew, or with one passage of it changed. */
type Change = { file: string; text: string } | { file: string; from: string; to: string }
export type CommitLine = {
  /** By what the story calls it. */
  name: string
  /** In days before now. */
  ago: number
  by: string
  subject: string
  changes: readonly Change[]
}

/** The commits of a repository, by the names that the story gives them. */
export type History = {
  /** Why there is no repository, if there is none: then the commits are names and nothing more. */
  fault: string | null
  shaOf(name: string): string
}

/**
 * A repository of the sample, written by git itself in one go, its commits dated from now. Where git is missing the story
 * can still be told: then its commits have names of their own, and nothing can be deployed.
 */
export async function writeRepository(dir: string, lines: readonly CommitLine[], now: number): Promise<History> {
  const invented = (fault: string) => historyOf(lines, fault, new Map())
  const stream = streamOf(lines, now)
  makeBare(dir)
  const marks = marksIn(dir)
  const args = ['-c', 'core.fsync=none', 'fast-import', '--quiet', `--export-marks=${marks}`]
  try {
    const made = await runGit({ gitDir: dir, args, signal: AbortSignal.timeout(20_000), stdin: stream })
    if (made.code !== 0) return invented(`git could not write the repository of the sample: ${made.last.join(' ')}`)
  } catch (error) {
    if (error instanceof HostRefused) return invented(error.message)
    throw error
  }
  return historyOf(lines, null, readMarks(marks))
}

/** What was written before, and stays as it is. */
export async function readRepository(dir: string, lines: readonly CommitLine[]): Promise<History> {
  const marks = marksIn(dir)
  if (!existsSync(marks)) return historyOf(lines, 'git could not write the repository of the sample', new Map())
  return historyOf(lines, null, readMarks(marks))
}

const marksIn = (dir: string): string => join(dir, 'sample-marks')
const readMarks = (file: string): ReadonlyMap<string, string> =>
  new Map(readFileSync(file, 'utf8').split('\n').map(pairOf))

function historyOf(lines: readonly CommitLine[], fault: string | null, shas: ReadonlyMap<string, string>): History {
  const places = new Map(lines.map(({ name }, at) => [name, at + 1]))
  return {
    fault,
    shaOf(name) {
      const place = places.get(name)
      if (place === undefined) throw new Error(`the sample has no commit ${name}`)
      return shas.get(`:${place}`) ?? createHash('sha1').update(name).digest('hex')
    },
  }
}

/** What `git init --bare` makes, without a process of its own: the sample has to open at once. */
function makeBare(dir: string): void {
  for (const folder of ['objects/info', 'objects/pack', 'refs/heads', 'refs/tags'])
    mkdirSync(join(dir, folder), { recursive: true, mode: 0o700 })
  writeFileSync(join(dir, 'HEAD'), `ref: ${branch}\n`)
  writeFileSync(join(dir, 'config'), '[core]\n\trepositoryformatversion = 0\n\tfilemode = false\n\tbare = true\n')
}

/** `:1 <sha>`, as git tells what became of the marks. */
const pairOf = (line: string): [string, string] => {
  const [mark = '', sha = ''] = line.split(' ')
  return [mark, sha]
}

/** As `git fast-import` reads it: every text with its length in bytes before it. */
function streamOf(lines: readonly CommitLine[], now: number): string {
  const texts = new Map<string, string>()
  return lines
    .map(({ name, ago, by, subject, changes }, at) => {
      const seconds = Math.floor((now - ago * dayMs) / 1000)
      const files = changes.map((change) => {
        const text = 'text' in change ? change.text : edited(name, change, texts.get(change.file))
        texts.set(change.file, text)
        return `M 100644 inline ${change.file}\n${dataOf(text)}`
      })
      const who = `${by} <${by.toLowerCase().replaceAll(' ', '.')}@sample.invalid> ${seconds} +0000`
      return `commit ${branch}\nmark :${at + 1}\nauthor ${who}\ncommitter ${who}\n${dataOf(subject)}${files.join('')}\n`
    })
    .join('')
}

function edited(name: string, { file, from, to }: { file: string; from: string; to: string }, text = ''): string {
  if (!text.includes(from)) throw new Error(`the commit ${name} changes what ${file} does not say`)
  return text.replace(from, () => to)
}

const dataOf = (text: string): string => `data ${Buffer.byteLength(text)}\n${text}\n`
