// node resources/check-fuses.mjs APP: reads the fuses back from a package and compares them with what we ship.
import { FuseState, FuseV1Options, getCurrentFuseWire } from '@electron/fuses'

const expected = {
  RunAsNode: false,
  EnableCookieEncryption: false,
  EnableNodeOptionsEnvironmentVariable: false,
  EnableNodeCliInspectArguments: false,
  EnableEmbeddedAsarIntegrityValidation: true,
  OnlyLoadAppFromAsar: true,
  LoadBrowserProcessSpecificV8Snapshot: false,
  GrantFileProtocolExtraPrivileges: false,
}

const wire = await getCurrentFuseWire(process.argv[2])
const wrong = Object.entries(expected).filter(([name, on]) => {
  const state = wire[FuseV1Options[name]]
  return state !== (on ? FuseState.ENABLE : FuseState.DISABLE)
})
for (const [name, on] of wrong) process.stderr.write(`fuse ${name} should be ${on ? 'on' : 'off'} and is not\n`)
process.exit(wrong.length > 0 ? 1 : 0)
