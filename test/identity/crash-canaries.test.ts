import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'
import { freshStoreFlags } from '../cli/place.ts'
import { freshDir, makeKey, run, serve, slow } from '../cli/program.ts'
import { type Canary, found, plant, secretsOf } from './planted.ts'

const named: Partial<Record<Canary['kind'], string>> = {
  'refresh token': 'refresh_token=',
  cookie: 'cookie: __Host-countersign-session=',
  'client secret': 'client_secret=',
  'secret of a surface': 'HEROKU_API_KEY=',
}
/** As a library's error has it: what has no shape of its own stands under its name. */
const sentenceAbout = ({ kind, secret }: Canary): string => `POST /token failed (${named[kind] ?? ''}${secret})\n`

/** A module that is loaded before the program, and brings it down once it can. */
function bringingDown(canaries: readonly Canary[], how: 'exception' | 'rejection' | 'no error at all'): string {
  const file = join(freshDir(), 'bring-down.mjs')
  const carried = { config: { headers: { authorization: canaries.map(({ secret }) => secret) } } }
  // What people say to each other has no shape: it is never in a sentence, only carried along.
  const text = canaries
    .filter(({ kind }) => kind !== 'text of a chat')
    .map(sentenceAbout)
    .join('')
  writeFileSync(
    file,
    `const bug = () => Object.assign(new TypeError(${JSON.stringify(text)}, { cause: new Error(${JSON.stringify(text)}) }), ${JSON.stringify(carried)})
     const ways = {
       exception: () => { throw bug() },
       rejection: () => { Promise.reject(bug()) },
       'no error at all': () => { Promise.reject(${JSON.stringify(text)}) },
     }
     const down = () => setImmediate(ways[${JSON.stringify(how)}])
     if (process.argv.includes('serve')) process.on('SIGUSR2', down)
     else process.once('newListener', (name) => name === 'uncaughtException' && down())`,
  )
  return `--import=${pathToFileURL(file).href}`
}

const ways = ['exception', 'rejection', 'no error at all'] as const

test.each(ways)('of 600 secrets none is in what a server says when it is brought down by an %s', slow, async (how) => {
  const { flags } = await freshStoreFlags('sqlite')
  await makeKey(flags)
  const canaries = plant()
  const env = { COUNTERSIGN_LOG_LEVEL: 'trace', NODE_OPTIONS: bringingDown(canaries, how) }
  const server = await serve(flags, env)
  server.signal('SIGUSR2')
  const { code, stdout, stderr } = await server.ended
  expect(code).toBe(1)
  expect(stderr).toContain('POST /token failed')
  expect(stderr).toContain('[redacted]')
  expect(found(`${stdout}${stderr}`, secretsOf(canaries))).toEqual([])
})

test.each(ways)('of 600 secrets none is in what a command says when it is brought down by an %s', slow, async (how) => {
  const { flags } = await freshStoreFlags('sqlite')
  const canaries = plant()
  const { code, stdout, stderr } = await run(['keys', 'list', ...flags], { NODE_OPTIONS: bringingDown(canaries, how) })
  expect(code).toBe(1)
  expect(stderr).toContain('POST /token failed')
  expect(found(`${stdout}${stderr}`, secretsOf(canaries))).toEqual([])
})
