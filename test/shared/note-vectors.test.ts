import { createPrivateKey } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { noteVerifierKey, openSigner, verifyEd25519 } from '../../main/ledger/signer.ts'
import {
  checkpointText,
  formatNote,
  keyIdOf,
  parseCheckpoint,
  parseNote,
  parseVerifierKey,
  toHex,
  verifierKey,
  verifyNote,
} from '../../shared/domain/note.ts'
import { fromBase64Text, fromHex } from './hex.ts'

// C2SP/C2SP, signed-note.md ("Verifier keys", example).
const example = {
  key: 'example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k',
  note: `This is an example message.

— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=
`,
}
// C2SP/C2SP, signed-note.md (opening example); its key is not published.
const ungaretti = `Ognuno sta solo sul cuor della terra
trafitto da un raggio di sole:

ed è subito sera.

— quasimodo.example/salvatore NnugSzTjtVAewIS+Z/iJhUPeFDkO/5QQ2i5ddnGITLlC+EhfLW9oJKONrMouFSQU0xMcXxj99ihAQwaqP3ZekRwNtIc=
`
// golang.org/x/mod, sumdb/note, the published examples of Sign and Open.
const text = `If you think cryptography is the answer to your problem,
then you don't know what your problem is.
`
const peter = {
  key: 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW',
  seed: 'gQoUAtUUbI2E8kQzMPVAgOv5juF9nHT2JS/F1ccoMXM=',
  line: '— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n',
}
const enoch = {
  key: 'EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop',
  line: '— EnochRoot rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQ=\n',
}
// C2SP/C2SP, tlog-checkpoint.md and tlog-cosignature.md.
const behindTheSofa = `example.com/behind-the-sofa
20852163
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
— witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==
`

async function verifies(note: string, key: string): Promise<boolean> {
  const [parsed, verifier] = [parseNote(note), parseVerifierKey(key)]
  return parsed !== undefined && verifier !== undefined && verifyNote(parsed, verifier, verifyEd25519)
}

describe('signed notes as published', () => {
  test('the specification’s example verifies under its key', async () => {
    expect(await verifies(example.note, example.key)).toBe(true)
    expect(parseNote(example.note)?.text).toBe('This is an example message.\n')
  })

  test('PeterNeumann and EnochRoot verify, alone and together', async () => {
    const both = `${text}\n${peter.line}${enoch.line}`
    expect(await verifies(`${text}\n${peter.line}`, peter.key)).toBe(true)
    expect(await verifies(both, peter.key)).toBe(true)
    expect(await verifies(both, enoch.key)).toBe(true)
    expect(await verifies(`${text}\n${peter.line}`, enoch.key)).toBe(false)
    expect(await verifies(`${text}\n${peter.line.repeat(2)}${enoch.line}`, peter.key)).toBe(true)
  })

  test('PeterNeumann’s key signs the published note to the byte', () => {
    const pkcs8 = Buffer.concat([fromHex('302e020100300506032b657004220420'), fromBase64Text(peter.seed)])
    const pem = createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' }).export({ type: 'pkcs8', format: 'pem' })
    const signer = openSigner(pem.toString())
    expect(noteVerifierKey('PeterNeumann', signer.publicKey)).toBe(peter.key)
    expect(signer.note('PeterNeumann', text)).toBe(`${text}\n${peter.line}`)
  })

  test('a text may hold empty lines; the last one ends it', () => {
    const note = parseNote(ungaretti)
    expect(note?.text.split('\n')).toHaveLength(5)
    expect(note?.signatures.map(({ name, bytes }) => [name, bytes.length])).toEqual([
      ['quasimodo.example/salvatore', 64],
    ])
  })

  test('a verifier key and its id are what the name and the key say', () => {
    for (const key of [example.key, peter.key, enoch.key]) {
      const verifier = parseVerifierKey(key)
      if (!verifier) throw new Error(`not a key: ${key}`)
      expect(verifierKey(verifier.name, verifier.publicKey)).toBe(key)
      expect(toHex(keyIdOf(verifier.name, verifier.publicKey))).toBe(key.split('+')[1])
    }
  })
})

describe('what a note’s reader must refuse', () => {
  const good = `${text}\n${peter.line}`
  // The first seven are the malformed messages of golang.org/x/mod's own test.
  test.each([
    ['no signature', text],
    ['an empty signature block', `${text}\n`],
    ['no final newline', good.slice(0, -1)],
    ['a control character', `\x01${good}`],
    ['a carriage return', good.replace('\n', '\r\n')],
    ['a space in the name', `${text}\n${peter.line.replace('PeterNeumann', 'Bad Name')}`],
    ['a line that is no signature', `${good}Unexpected line.\n`],
    ['base64 of another spelling', `${text}\n${peter.line.replace('nAM=', 'nAN=')}`],
    ['no blank line', `${text}${peter.line}`],
    ['a plus in the name', `${text}\n${peter.line.replace('PeterNeumann', 'Peter+Neumann')}`],
    ['a no-break space in the name', `${text}\n${peter.line.replace('PeterNeumann', 'Peter\u00a0Neumann')}`],
    ['a hyphen for the dash', `${text}\n${peter.line.replace('—', '-')}`],
  ])('%s', (_, note) => {
    expect(parseNote(note)).toBeUndefined()
  })

  test('a bad signature under a known key spoils the note, whatever stands beside it', async () => {
    const bad = `${peter.line.slice(0, 60)}ABCD${peter.line.slice(60)}`
    expect(await verifies(`${text}\n${bad}`, peter.key)).toBe(false)
    expect(await verifies(`${good}${bad}`, peter.key)).toBe(false)
    expect(await verifies(`${good.replace('problem is', 'problem was')}`, peter.key)).toBe(false)
    expect(await verifies(good.replace('— PeterNeumann', '— CarmenSandiego'), peter.key)).toBe(false)
    expect(await verifies(good.replace('x08g', 'xxxx'), peter.key)).toBe(false)
  })

  test('every mangling of a verifier key', () => {
    for (let from = 0; from < peter.key.length; from += 1)
      for (let to = from + 1; to <= peter.key.length; to += 1)
        expect(parseVerifierKey(peter.key.slice(0, from) + peter.key.slice(to))).toBeUndefined()
    for (let at = 0; at < peter.key.length; at += 1)
      expect(parseVerifierKey(`${peter.key.slice(0, at)}?${peter.key.slice(at + 1)}`)).toBeUndefined()
    expect(parseVerifierKey('PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW')).toBeUndefined()
    expect(
      parseVerifierKey('PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY=='),
    ).toBeUndefined()
  })
})

describe('checkpoints', () => {
  test('the published checkpoint, with its witness’s cosignature, reads and prints the same', () => {
    const note = parseNote(behindTheSofa)
    const checkpoint = parseCheckpoint(note?.text ?? '')
    expect(checkpoint).toMatchObject({ origin: 'example.com/behind-the-sofa', size: 20_852_163 })
    expect(checkpoint && checkpointText(checkpoint)).toBe(note?.text)
    expect(note?.signatures.map(({ bytes }) => bytes.length)).toEqual([64, 72])
    const [own] = note?.signatures ?? []
    expect(own && formatNote(note?.text ?? '', own)).toBe(behindTheSofa.slice(0, behindTheSofa.indexOf('— witness')))
  })

  const root = 'CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I='
  test.each([
    ['a size with a leading zero', `example.com/log\n01\n${root}\n`],
    ['a negative size', `example.com/log\n-1\n${root}\n`],
    ['a size that no number holds', `example.com/log\n9007199254740993\n${root}\n`],
    ['no origin', `\n1\n${root}\n`],
    ['a short root', 'example.com/log\n1\nCsUYag==\n'],
    ['a root of another spelling', `example.com/log\n1\n${root.replace('q2I=', 'q2J=')}\n`],
    ['no root', 'example.com/log\n1\n'],
    ['no final newline', `example.com/log\n1\n${root}`],
    ['an empty extension line', `example.com/log\n1\n${root}\n\n`],
  ])('%s is refused', (_, text) => {
    expect(parseCheckpoint(text)).toBeUndefined()
  })

  test('an extension line is read over', () => {
    expect(parseCheckpoint(`example.com/log\n1\n${root}\nmore\n`)).toMatchObject({ size: 1 })
  })
})
