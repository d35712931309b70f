// Imported first, so that a wrong Node is told so before anything of ours can fail on it in a worse way.
const needed = 24
if (Number.parseInt(process.versions.node, 10) < needed) {
  process.stderr.write(`countersign needs Node ${needed} or newer; this is Node ${process.versions.node}.\n`)
  process.exit(1)
}
