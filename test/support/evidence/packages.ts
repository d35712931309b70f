import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { fromBufferPromise } from 'yauzl'
import { verifyPackage } from '../../../main/evidence/verify-package.ts'
import { Manifest } from '../../../shared/domain/evidence/format.ts'
import { jsonBody, type TestApp } from '../../http/harness.ts'

export const exportPath = '/api/v1/evidence/export'

export async function exported(app: TestApp, key: string, wanted: object): Promise<Buffer> {
  const response = await app.ask(exportPath, { key, ...jsonBody(wanted) })
  if (response.status !== 200) throw new Error(`${response.status}: ${await response.text()}`)
  return Buffer.from(await response.arrayBuffer())
}

export async function filesIn(bytes: Buffer): Promise<Map<string, Buffer>> {
  const zip = await fromBufferPromise(bytes)
  const files = new Map<string, Buffer>()
  for await (const entry of zip.eachEntry())
    files.set(entry.fileName, await buffer(await zip.openReadStreamPromise(entry)))
  return files
}

export const textOf = (files: ReadonlyMap<string, Buffer>, name: string): string => {
  const file = files.get(name)
  if (file === undefined) throw new Error(`there is no ${name}`)
  return file.toString()
}
export const rowsOf = (files: ReadonlyMap<string, Buffer>, name: string): Record<string, unknown>[] =>
  JSON.parse(textOf(files, name))
export const manifestOf = (files: ReadonlyMap<string, Buffer>): Manifest =>
  Manifest.parse(JSON.parse(textOf(files, 'manifest.json')))

/** Calls `use` with the package in a file, which goes afterwards. */
export async function inFile<T>(bytes: Buffer, use: (path: string, fd: number) => Promise<T>): Promise<T> {
  const dir = mkdtempSync(join(tmpdir(), 'countersign-evidence-'))
  const path = join(dir, 'package.zip')
  writeFileSync(path, bytes)
  const fd = openSync(path, 'r')
  try {
    return await use(path, fd)
  } finally {
    closeSync(fd)
    rmSync(dir, { recursive: true, force: true })
  }
}

export const verified = (bytes: Buffer, key?: Uint8Array) => inFile(bytes, (_, fd) => verifyPackage(fd, key))
