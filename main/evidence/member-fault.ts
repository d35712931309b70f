import type { Entry } from 'yauzl'
import { evidenceBounds } from '../../shared/domain/evidence/format.ts'
import { deflated, plainFile, sizesFollowFlag, stored, utf8Flag } from './zip-records.ts'

/** Why a member is none of a package, by what the central directory says of it; before any of it is unpacked. */
export function memberFault(entry: Entry): string | undefined {
  const {
    generalPurposeBitFlag: flags,
    compressionMethod: method,
    uncompressedSize: size,
    compressedSize: packed,
  } = entry
  const kind = (entry.externalFileAttributes >>> 28) & 0xf
  if (kind === 0xa) return 'it is a link'
  if (kind === 0x4) return 'it is a directory'
  if (kind !== 0x8) return 'it is no plain file'
  if (entry.externalFileAttributes !== plainFile) return 'it has attributes that no member of a package has'
  if ((flags & 0x2041) !== 0) return 'it is encrypted'
  if ((flags & ~sizesFollowFlag) !== utf8Flag) return 'it has flags that no member of a package has'
  if (method !== stored && method !== deflated) return `it is packed by an unknown method (${method})`
  if (entry.extraFieldLength > 0) return 'it has extra fields, which no member of a package has'
  if (entry.fileCommentLength > 0) return 'it has a comment, which no member of a package has'
  if (method === stored && packed !== size) return 'its packed size is not its size, though it is stored as it is'
  if (size > evidenceBounds.memberBytes) return `unpacked it would have ${size} bytes, more than any member may`
  if (size > packed * evidenceBounds.ratio + 1024)
    return `it would unpack to more than ${evidenceBounds.ratio} times its size`
  return undefined
}
