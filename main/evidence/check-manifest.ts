import { isCanonical } from '../../shared/domain/entry.ts'
import { evidenceBounds, evidenceFiles, Manifest } from '../../shared/domain/evidence/format.ts'
import type { EvidenceKind } from '../../shared/domain/evidence/kind.ts'
import { Flaw } from './flaw.ts'
import { parsedAs } from './parsed-as.ts'
import type { PackageZip } from './read-zip.ts'
import { sizesFollowFlag, stored, utf8Flag, type ZipMember } from './zip-records.ts'

const name = evidenceFiles.manifest

/** The manifest, read strictly: in one form, of what its kind consists of, and of what is in the zip. */
export function readManifest(text: string): Manifest {
  const manifest = parsedAs(Manifest, name, text)
  if (!text.endsWith('\n') || !isCanonical(text.slice(0, -1), manifest))
    throw new Flaw(name, null, 'it is not in canonical form')
  for (const what of ['entries', 'rows'] as const)
    if (manifest[what] > evidenceBounds[what])
      throw new Flaw(name, what, `it counts ${manifest[what]}, more than any package has`)
  return manifest
}

export function checkFiles(zip: PackageZip, manifest: Manifest, kind: EvidenceKind): void {
  const listed = manifest.files.map((file) => file.name)
  const own: string[] = [evidenceFiles.manifest, evidenceFiles.statement]
  if (listed.join('\n') !== [...new Set(listed)].sort().join('\n'))
    throw new Flaw(name, null, 'its files are not in order, or one is there twice')
  for (const member of zip.members)
    if (!listed.includes(member.name) && !own.includes(member.name))
      throw new Flaw(member.name, null, 'it is in the package, but not in its manifest')
  for (const file of listed)
    if (!zip.member(file)) throw new Flaw(file, null, 'it is in the manifest, but not in the package')
  const expected = filesOf(kind)
  for (const file of expected)
    if (!listed.includes(file)) throw new Flaw(file, null, 'it belongs to every package of this kind and is not there')
  for (const file of listed)
    if (!expected.includes(file)) throw new Flaw(file, null, 'it belongs to no package of this kind')
  checkLast(zip.members.at(-1))
}

/** What is signed ends where it begins: so how it is packed is not for anybody to choose. */
function checkLast(last: ZipMember | undefined): void {
  const { statement } = evidenceFiles
  if (last?.name !== statement) throw new Flaw(statement, null, 'it is not the last of the package')
  if (last.method !== stored || last.flags !== (utf8Flag | sizesFollowFlag))
    throw new Flaw(statement, null, 'it is not stored as it is, which is the one way in which it is packed')
}

function filesOf(kind: EvidenceKind): string[] {
  const { manifest, statement, ...others } = evidenceFiles
  const rows = kind.files.flatMap(({ name: file, csv }) => (csv ? [`${file}.json`, `${file}.csv`] : [`${file}.json`]))
  return [...Object.values(others), ...rows]
}
