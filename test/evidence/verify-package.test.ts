import { describe, expect, test } from 'vitest'
import { generateSigningKey, openSigner, signCheckpoint } from '../../main/ledger/signer.ts'
import { evidenceFiles } from '../../shared/domain/evidence/format.ts'
import { flawOf } from '../support/evidence/flaw-of.ts'
import { type Files, handMade, ledgerKey, line, type Making, origin } from '../support/evidence/hand-made.ts'
import { verified } from '../support/evidence/packages.ts'

const { entries, proofs, nodes, checkpoint, actors, verifierKey, publicKey, statement, page } = evidenceFiles
const key = openSigner(ledgerKey).publicKey

test.each([
  ['some entries', {}, 25],
  ['all entries', { picked: () => true }, 37],
  ['one entry', { picked: (seq: number) => seq === 37 }, 1],
  ['no entry', { picked: () => false }, 0],
  ['the only entry', { size: 1, picked: () => true }, 1],
  ['a whole tree', { size: 64, picked: () => true }, 64],
])('a package of %s holds, and says what it is of', async (_, making: Making, count) => {
  expect(await verified(await handMade(making), key)).toMatchObject({
    ok: true,
    kind: 'ledger',
    size: making.size ?? 37,
    entries: count,
    proofs: count,
    actors: 1,
    erased: 0,
    first_bad: null,
    key_fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/),
  })
})

test('a person who was erased stays closed, and is counted', async () => {
  const erase = (files: Files) => {
    const [ada] = JSON.parse(files.get(actors)?.toString() ?? '')
    const nobody = { issuer: null, subject: null, email: null, name: null, via: null, verified: null, salt: null }
    setRows(files, actors, [{ ...ada, ...nobody, erased: true }])
  }
  expect(await verified(await handMade({ before: erase }))).toMatchObject({ ok: true, actors: 1, erased: 1 })
})

/** Signed by the ledger's own key: what an exporter says is not believed because it says so. */
const lies: [string, Making['before'] & {}, RegExp][] = [
  [
    'an entry that was changed',
    replaced(entries, '"seq":10,"subject":"test:10"', '"seq":10,"subject":"test:11"'),
    /entries\.jsonl, entry 10: its hash and its proof/,
  ],
  ['an entry that is not canonical', replaced(entries, '"n":1,', '"n":1, '), /entry 1: its hash/],
  ['an entry that is left out', onLines(entries, (all) => all.toSpliced(3, 1)), /entries\.jsonl, entry 5: its hash/],
  [
    'an entry too many',
    onLines(entries, (all) => [...all, all.at(-1) ?? '']),
    /proofs\.jsonl, line 26: there is an entry/,
  ],
  [
    'a proof too many',
    onLines(proofs, (all) => [...all, all.at(-1) ?? '']),
    /entries\.jsonl, line 26: there is a proof/,
  ],
  [
    'both twice',
    (files) =>
      [entries, proofs].forEach((name) => {
        onLines(name, (all) => all.toSpliced(4, 0, all[4] ?? ''))(files)
      }),
    /entry 7: it stands behind one/,
  ],
  [
    'both left out',
    (files) =>
      [entries, proofs].forEach((name) => {
        onLines(name, (all) => all.toSpliced(4, 1))(files)
      }),
    /entries that manifest\.json counts/,
  ],
  ['a proof of another entry', replaced(proofs, '"seq":10,', '"seq":11,'), /entries\.jsonl, entry 11: its hash/],
  [
    'a proof that is too short',
    onLines(proofs, ([first = '', ...rest]) => [first.replace('[0,', '['), ...rest]),
    /entry 1: its proof has 5 hashes where 6 belong/,
  ],
  [
    'a proof that names nothing',
    onLines(proofs, ([first = '', ...rest]) => [first.replace('[0,', '[999,'), ...rest]),
    /names hash 999/,
  ],
  ['a proof in another form', replaced(proofs, '{"seq":10,', '{ "seq":10,'), /proofs\.jsonl, behind entry 8/],
  [
    'a hash of another tree',
    onLines(nodes, ([, ...rest]) => [Buffer.alloc(32, 3).toString('base64'), ...rest]),
    /entry 1: its hash and its proof/,
  ],
  [
    'a hash in another spelling',
    onLines(nodes, ([first = '', ...rest]) => [`${first.slice(0, -2)}${first.at(-2) === 'B' ? 'C' : 'B'}=`, ...rest]),
    /nodes\.txt|entry 1/,
  ],
  [
    'a line without an end',
    (files) => files.set(entries, (files.get(entries) ?? Buffer.alloc(0)).subarray(0, -1)),
    /entries\.jsonl: its last line has no end/,
  ],
  [
    'a checkpoint of another tree',
    (files) => files.set(checkpoint, Buffer.from(signCheckpoint(openSigner(ledgerKey), origin, 36, Buffer.alloc(32)))),
    /checkpoint\.txt: it is of a tree of 36/,
  ],
  [
    'a checkpoint by another key',
    (files) =>
      files.set(
        checkpoint,
        Buffer.from(signCheckpoint(openSigner(generateSigningKey()), origin, 37, Buffer.alloc(32))),
      ),
    /checkpoint\.txt: it does not carry a good signature/,
  ],
  ['a person of another name', replaced(actors, 'Ada Ölberg', 'Eve Ölberg'), /actors\.json, actor .*does not open/],
  ['a person with another id', replaced(actors, '0000000000aa', '0000000000ab'), /actors\.json, actor .*does not open/],
  ['another salt', replaced(actors, '"salt":"B', '"salt":"C'), /actors\.json, actor .*does not open/],
  ['nobody', (files) => setRows(files, actors, []), /actors\.json, actor .*not in the file/],
  ['a tombstone that speaks', replaced(actors, '"erased":false', '"erased":true'), /actors\.json, actor .*erased/],
  [
    'two keys',
    (files) => files.set(publicKey, Buffer.from(openSigner(generateSigningKey()).publicPem)),
    /key\.pem: it is not the key/,
  ],
  ['a key of another name', replaced(verifierKey, '/main+', '/mine+'), /key\.vkey: it is not a verifier key/],
  [
    'a file that belongs to no package',
    (files) => files.set('readme.txt', Buffer.from('!')),
    /readme\.txt: it belongs to no package/,
  ],
  ['a page that is missing', (files) => files.delete(page), /index\.html: it belongs to every package/],
]

describe('though the ledger’s own key signed it, a package does not hold with', () => {
  test.each(lies)('%s', async (_, before, why) => {
    expect(await flawOf(await handMade({ before: (files) => void before(files) }), key)).toMatch(why)
  })

  test.each([
    ['another size', { size: 36 }, /checkpoint\.txt/],
    ['another root', { root: Buffer.alloc(32).toString('base64') }, /checkpoint\.txt: its root/],
    ['another origin', { origin: `${origin}x` }, /key\.vkey: it is the key of another ledger/],
    ['another workspace', { workspace: 'other' }, /manifest\.json, workspace/],
    ['rows that are not there', { rows: 4 }, /manifest\.json, rows: it counts 4, and there are 0/],
    ['more entries', { entries: 26 }, /entries that manifest\.json counts/],
    ['another beginning', { first_seq: 2 }, /entries that manifest\.json counts/],
    ['another time', { as_of: '2026-04-29T14:00:38.000Z' }, /manifest\.json, as_of/],
    ['a filter that it does not fit', { filter: { subject: 'test:1' } }, /entry 2: it is not what the filter asks for/],
    ['a filter that there is not', { filter: { colour: 'red' } }, /manifest\.json, filter/],
  ])('a manifest of %s', async (_, change, why) => {
    expect(await flawOf(await handMade({ manifest: (manifest) => ({ ...manifest, ...change }) }))).toMatch(why)
  })

  test('a statement that says something else than the manifest', async () => {
    const forged = handMade({ statement: (said) => ({ ...said, predicate: { ...said.predicate, entries: 26 } }) })
    expect(await flawOf(await forged)).toMatch(/manifest\.dsse\.json: it says something else/)
  })

  test('a statement of other bytes', async () => {
    const forged = handMade({
      statement: (said) => ({
        ...said,
        predicate: { ...said.predicate, package: { ...said.predicate.package, sha256: '0'.repeat(64) } },
      }),
    })
    expect(await flawOf(await forged)).toMatch(/the package: its bytes are not those that were signed/)
  })
})

describe('which file was changed afterwards is said', () => {
  test.each([
    [entries, /^ledger\/entries\.jsonl, entry 1: /],
    [proofs, /^ledger\/proofs\.jsonl, /],
    [nodes, /^ledger\/nodes\.txt: its SHA-256/],
    [checkpoint, /^ledger\/checkpoint\.txt: its SHA-256/],
    [actors, /^actors\.json: its SHA-256/],
    [page, /^index\.html: its SHA-256/],
    [evidenceFiles.instructions, /^VERIFY\.md: its SHA-256/],
    [evidenceFiles.manifest, /^manifest\.json: its SHA-256 is not the one that was signed/],
    [statement, /^manifest\.dsse\.json: its signature/],
  ])('%s', async (name, why) => {
    const after = (files: Files) => {
      const text = files.get(name)?.toString() ?? ''
      // A digit for another keeps the length, so that only what it says is wrong.
      const at =
        name === proofs ? text.indexOf('[0,') + 1 : name === statement ? text.indexOf('"sig":"') + 9 : lastDigit(text)
      files.set(
        name,
        Buffer.from(
          `${text.slice(0, at)}${text[at] === '1' ? '2' : '1'}${text.slice(at + 1)}`
            .replace('# How', '# Hew')
            .replace('<title>E', '<title>e'),
        ),
      )
    }
    expect(await flawOf(await handMade({ after, picked: (seq) => seq === 1 }))).toMatch(why)
  })
})

test('a package that another key signed throughout holds by itself, and not against the key that is known', async () => {
  const forged = await handMade({ signer: generateSigningKey() })
  expect(await flawOf(forged)).toMatch(/manifest\.dsse\.json: it is signed by another key/)
  expect(await flawOf(await handMade(), openSigner(generateSigningKey()).publicKey)).toMatch(
    /another key than the one that was given/,
  )
})

function lastDigit(text: string): number {
  for (let at = text.length - 1; at > 0; at--) if (/[0-9]/.test(text[at] ?? '')) return at
  return 0
}

function replaced(name: string, before: string, after: string) {
  return (files: Files) => {
    const text = files.get(name)?.toString() ?? ''
    if (!text.includes(before)) throw new Error(`${name} has no ${before}`)
    files.set(name, Buffer.from(text.replace(before, after)))
  }
}

function onLines(name: string, change: (lines: string[]) => string[]) {
  return (files: Files) => {
    const lines = (files.get(name)?.toString() ?? '').split('\n').slice(0, -1)
    files.set(
      name,
      Buffer.from(
        change(lines)
          .map((each) => `${each}\n`)
          .join(''),
      ),
    )
  }
}

function setRows(files: Files, name: string, rows: unknown[]): void {
  files.set(
    name,
    Buffer.from(
      `[${rows
        .map(
          (row) =>
            `\n${line(row as never)
              .toString()
              .trimEnd()}`,
        )
        .join(',')}\n]\n`,
    ),
  )
}
