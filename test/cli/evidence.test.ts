import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, test } from 'vitest'
import { generateSigningKey, noteVerifierKey, openSigner } from '../../main/ledger/signer.ts'
import { evidenceFiles, evidenceKinds } from '../../shared/domain/evidence/format.ts'
import { evidenceKindOf } from '../../shared/domain/evidence/kinds.ts'
import { handMade, ledgerKey, origin } from '../support/evidence/hand-made.ts'
import { filesIn } from '../support/evidence/packages.ts'
import { openExporter } from '../support/evidence/sample-packages.ts'
import { slow } from './program.ts'

const cli = fileURLToPath(new URL('../../main/cli/cli.ts', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'countersign-evidence-cli-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Whatever would connect, listen or look a name up ends the program at once. */
const noNetwork = join(folder, 'no-network.mjs')
writeFileSync(
  noNetwork,
  `import net from 'node:net'
import dns from 'node:dns'
import dgram from 'node:dgram'
const stop = (what) => () => { process.stderr.write('reached for the network: ' + what); process.exit(99) }
net.Socket.prototype.connect = stop('connect')
net.Server.prototype.listen = stop('listen')
dns.lookup = stop('lookup')
dgram.createSocket = stop('datagram')
`,
)
/** Where the system lets us, in a namespace that has no network at all. */
const cutOff = spawnSync('unshare', ['-n', 'true']).status === 0 ? ['unshare', '-n'] : []

/** Runs the real program with no network, in an empty folder that is its home too; what it leaves there is told. */
function verify(args: readonly string[], cwd = emptyFolder()) {
  const [program = '', ...rest] = [
    ...cutOff,
    process.execPath,
    '--import',
    noNetwork,
    cli,
    'evidence',
    'verify',
    ...args,
  ]
  const env = { PATH: process.env.PATH, HOME: cwd }
  const { status, stdout, stderr } = spawnSync(program, rest, { cwd, env, encoding: 'utf8' })
  return { code: status, last: stdout.trimEnd().split('\n').at(-1), stdout, stderr, left: readdirSync(cwd) }
}

let folders = 0
function emptyFolder(): string {
  folders += 1
  const name = join(folder, `home-${folders}`)
  mkdirSync(name)
  return name
}

function put(name: string, bytes: Buffer | string): string {
  const file = join(folder, name)
  writeFileSync(file, bytes)
  return file
}

describe('evidence verify, with no network, no database and no data folder', () => {
  test('exits 0 for a package that holds, and says whose key that is it cannot know', slow, async () => {
    const file = put('good.zip', await handMade())
    chmodSync(file, 0o400)
    const { code, stdout, stderr, last, left } = verify([file])
    expect({ code, stderr, left }).toEqual({ code: 0, stderr: '', left: [] })
    expect(stdout).toContain('The ledger, of the ledger countersign/')
    expect(stdout).toContain('checked: 0 rows, 25 entries, 25 proofs, 1 people')
    expect(stdout).toMatch(/SHA-256 of the key: [0-9a-f]{64}\nThat key is the package’s own/)
    expect(last).toBe(`${file} holds, under its own key`)
  })

  test('knows what every kind of package says', slow, async () => {
    const sample = await openExporter()
    try {
      for (const kind of evidenceKinds) {
        const { code, stdout, last } = verify([put(`${kind}.zip`, await sample.exported(kind))])
        expect({ kind, code, last }).toMatchObject({
          code: 0,
          last: expect.stringMatching(/ holds, under its own key$/),
        })
        expect(stdout).toContain(`${evidenceKindOf[kind].title}, of the ledger countersign/`)
      }
    } finally {
      await sample.close()
    }
  })

  test('compares the key with one that is known, in either form', slow, async () => {
    const file = put('known.zip', await handMade())
    const { publicPem, publicKey } = openSigner(ledgerKey)
    for (const text of [publicPem, noteVerifierKey(origin, publicKey), `${noteVerifierKey(origin, publicKey)}\n`]) {
      const key = put('key', text)
      expect(verify([file, '--key', key])).toMatchObject({ code: 0, last: `${file} holds, under the key in ${key}` })
    }
    const other = put('other.pem', openSigner(generateSigningKey()).publicPem)
    expect(verify([file, '--key', other])).toMatchObject({
      code: 1,
      last: `${file} does not hold: manifest.dsse.json: it is signed by another key than the one that was given`,
    })
  })

  test('exits 1 and names what does not hold on its last line', slow, async () => {
    const { entries } = evidenceFiles
    const file = put(
      'changed.zip',
      await handMade({
        after: (files) => {
          const text = files.get(entries)?.toString() ?? ''
          files.set(entries, Buffer.from(text.replace('"subject":"test:10"', '"subject":"test:11"')))
        },
      }),
    )
    expect(verify([file])).toMatchObject({
      code: 1,
      last: `${file} does not hold: ledger/entries.jsonl, entry 10: its hash and its proof do not lead to the root of the checkpoint`,
    })
    const { code, stdout } = verify([file, '--json'])
    expect({ code, report: JSON.parse(stdout) }).toMatchObject({
      code: 1,
      report: { ok: false, size: 37, key: 'its own', first_bad: { file: entries, where: 'entry 10' } },
    })
    expect(verify([put('noise.zip', 'this is no zip at all')])).toMatchObject({ code: 1 })
  })

  test('prints the report as JSON', slow, async () => {
    const { code, stdout } = verify([put('json.zip', await handMade()), '--json'])
    expect({ code, ...JSON.parse(stdout) }).toMatchObject({ code: 0, ok: true, entries: 25, first_bad: null })
  })

  test('prints nothing of a package that a terminal would obey, and nothing without end', slow, async () => {
    const sequence = '\u001b]0;owned\u0007\u001b[2J\u009b31m\u202e\n'
    const told = await handMade({
      manifest: (manifest) => ({ ...manifest, as_of: sequence, root: `${sequence}${'x'.repeat(100_000)}` }),
    })
    const file = put('hostile.zip', told)
    for (const args of [[file], [file, '--json']]) {
      const { code, stdout } = verify(args)
      expect(code).toBe(1)
      expect(stdout.replaceAll('\n', '')).not.toMatch(/\p{C}/u)
    }
    const { stdout, last } = verify([file])
    expect(stdout.length).toBeLessThan(3_000)
    expect(last).toMatch(/^.*hostile\.zip does not hold: /)
    expect(JSON.parse(verify([file, '--json']).stdout)).toMatchObject({ ok: false, as_of: sequence })
    const named = await handMade({ manifest: (manifest) => ({ ...manifest, filter: { [sequence]: 'red' } }) })
    expect(verify([put('filter.zip', named)])).toMatchObject({ code: 1, last: expect.not.stringMatching(/\p{C}/u) })
  })

  test('finds the file from the folder where it is called', slow, async () => {
    const home = emptyFolder()
    writeFileSync(join(home, 'here.zip'), await handMade())
    expect(verify(['here.zip'], home)).toMatchObject({ code: 0, left: ['here.zip'] })
  })

  test('exits 2 where there is nothing to check', slow, async () => {
    const file = put('fine.zip', await handMade())
    const nothing = [[join(folder, 'nowhere.zip')], [folder], [], [file, '--colour'], [file, 'another.zip']]
    const noKey = [
      [file, '--key', join(folder, 'nowhere.pem')],
      [file, '--key', put('rubbish.pem', 'rubbish')],
      [file, '--key'],
    ]
    for (const args of [...nothing, ...noKey])
      expect(verify(args), args.join(' ')).toMatchObject({ code: 2, stdout: '' })
    expect(verify(['--help'])).toMatchObject({ code: 0 })
  })
})

test('a package unpacks to what it says with any zip tool', async () => {
  expect([...(await filesIn(await handMade())).keys()]).toEqual(expect.arrayContaining(Object.values(evidenceFiles)))
})
