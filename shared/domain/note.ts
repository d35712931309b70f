import { sha256 } from '@noble/hashes/sha2.js'
import { fromBase64, toBase64 } from './base64.ts'
import type { Hash } from './merkle.ts'

/**
 * C2SP signed notes (https://c2sp.org/signed-note) and tlog checkpoints (https://c2sp.org/tlog-checkpoint), as pure text
 * handling. The Ed25519 operation itself is passed in: node:crypto in main, WebCrypto in the page.
 */
export type Verifier = { name: string; keyId: Uint8Array; publicKey: Uint8Array }
export type Signature = { name: string; keyId: Uint8Array; bytes: Uint8Array }
export type Note = { text: string; signatures: Signature[] }
export type Checkpoint = { origin: string; size: number; root: Hash }

export type VerifyEd25519 = (
  publicKey: Uint8Array,
  message: Uint8Array,
  signature: Uint8Array,
) => boolean | Promise<boolean>

const ED25519 = 0x01
const encoder = new TextEncoder()

/** The four bytes that let a reader pick the right key: SHA-256(name, newline, algorithm, key), cut short. */
export function keyIdOf(name: string, publicKey: Uint8Array): Uint8Array {
  return sha256(concat(encoder.encode(`${name}\n`), Uint8Array.of(ED25519), publicKey)).slice(0, 4)
}

/** `name+hash+key`, the form in which a note's reader is given a public key. */
export function verifierKey(name: string, publicKey: Uint8Array): string {
  const key = toBase64(concat(Uint8Array.of(ED25519), publicKey))
  return `${name}+${toHex(keyIdOf(name, publicKey))}+${key}`
}

export function parseVerifierKey(text: string): Verifier | undefined {
  const match = /^([^\s+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)$/.exec(text.trim())
  if (!match) return undefined
  const [, name = '', hash = '', encoded = ''] = match
  const key = fromBase64(encoded)
  if (key?.length !== 33 || key[0] !== ED25519) return undefined
  const publicKey = key.slice(1)
  const keyId = keyIdOf(name, publicKey)
  return toHex(keyId) === hash ? { name, keyId, publicKey } : undefined
}

export function formatNote(text: string, signature: Signature): string {
  return `${text}\n— ${signature.name} ${toBase64(concat(signature.keyId, signature.bytes))}\n`
}

export function parseNote(note: string): Note | undefined {
  const split = note.lastIndexOf('\n\n')
  if (split < 0 || !note.endsWith('\n') || hasControls(note)) return undefined
  const signatures: Signature[] = []
  for (const line of note.slice(split + 2, -1).split('\n')) {
    const match = /^— ([^\s+]+) ([A-Za-z0-9+/=]+)$/.exec(line)
    const bytes = match && fromBase64(match[2] ?? '')
    if (!match || !bytes || bytes.length < 5) return undefined
    signatures.push({ name: match[1] ?? '', keyId: bytes.slice(0, 4), bytes: bytes.slice(4) })
  }
  return { text: note.slice(0, split + 1), signatures }
}

/** True when the note carries a good signature by `verifier`. A bad signature under that key spoils the note. */
export async function verifyNote(note: Note, verifier: Verifier, verify: VerifyEd25519): Promise<boolean> {
  const own = note.signatures.filter((s) => s.name === verifier.name && toHex(s.keyId) === toHex(verifier.keyId))
  if (own.length === 0) return false
  const message = encoder.encode(note.text)
  for (const signature of own) {
    if (signature.bytes.length !== 64 || !(await verify(verifier.publicKey, message, signature.bytes))) return false
  }
  return true
}

export function checkpointText({ origin, size, root }: Checkpoint): string {
  return `${origin}\n${size}\n${toBase64(root)}\n`
}

export function parseCheckpoint(text: string): Checkpoint | undefined {
  const lines = text.split('\n')
  // The last is what follows the final newline: nothing. No other may be empty, extension lines included.
  if (lines.indexOf('') !== lines.length - 1) return undefined
  const [origin = '', size = '', encoded = ''] = lines
  if (!/^(0|[1-9][0-9]{0,15})$/.test(size)) return undefined
  const root = fromBase64(encoded)
  if (root?.length !== 32 || !Number.isSafeInteger(Number(size))) return undefined
  return { origin, size: Number(size), root }
}

// The specification forbids control characters below U+0020 other than newline.
function hasControls(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code < 0x20 && code !== 0x0a) return true
  }
  return false
}

export const toHex = (bytes: Uint8Array): string => Array.from(bytes, (b) => b.toString(16).padStart(2, '0')).join('')

function concat(...parts: Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}
