import {
  chmodSync,
  closeSync,
  fsyncSync,
  linkSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs'
import { dirname } from 'node:path'
import { asStoreError, StoreError } from '../store/errors.ts'

/** A secret in a file that its owner alone may read. Undefined when there is no such file. */
export function readSecretFile(file: string): string | undefined {
  let mode: number
  try {
    mode = statSync(file).mode
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw asStoreError(error)
  }
  if (process.platform !== 'win32' && mode & 0o077)
    throw new StoreError(
      'store_unavailable',
      `${file} can be read by others; make it private (chmod 600) and consider the secret in it known`,
    )
  return readFileSync(file, 'utf8')
}

/** Durable and whole, or not there. Whoever comes second keeps the first one's: the answer is what the file now holds. */
export function createSecretFile(file: string, secret: string): string {
  withDraft(file, secret, linkUnlessThere)
  return readFileSync(file, 'utf8')
}

/** Durable and whole, or what was there before: whoever reads meanwhile sees one of the two. */
export const replaceSecretFile = (file: string, secret: string): void => withDraft(file, secret, renameSync)

function withDraft(file: string, secret: string, settle: (draft: string, file: string) => void): void {
  const draft = `${file}.${process.pid}.${Math.random().toString(36).slice(2)}`
  try {
    try {
      writeDraft(draft, secret)
      settle(draft, file)
    } finally {
      rmSync(draft, { force: true })
    }
    if (process.platform !== 'win32') syncFolder(dirname(file))
  } catch (error) {
    throw asStoreError(error)
  }
}

function writeDraft(draft: string, secret: string): void {
  const handle = openSync(draft, 'wx', 0o600)
  try {
    writeSync(handle, secret)
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
  chmodSync(draft, 0o600)
}

function linkUnlessThere(draft: string, file: string): void {
  try {
    linkSync(draft, file)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  }
}

function syncFolder(folder: string): void {
  const handle = openSync(folder, 'r')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}
