import type { Kind } from './kinds.ts'
import { workspace } from './ledgers.ts'
import * as tools from './tools.ts'

const { flip, setHead, sizeOf } = tools

type Node = { level: number; position: number; hash: Buffer }
const nodesOf = (db: tools.Db): Node[] =>
  db.prepare<[string], Node>('select level, position, hash from ledger_node where workspace = ?').all(workspace)
const edgeOf = (db: tools.Db): Buffer =>
  db.prepare<[string], Buffer>('select edge from ledger_head where workspace = ?').pluck().get(workspace) ??
  Buffer.alloc(0)
const setNode = (db: tools.Db, node: Node, column: string, value: unknown) =>
  db
    .prepare(`update ledger_node set ${column} = ? where workspace = ? and level = ? and position = ?`)
    .run(value, workspace, node.level, node.position)

export const treeKinds: readonly Kind[] = [
  {
    name: 'edit the head’s size',
    times: 30,
    apply(db, random) {
      const size = sizeOf(db)
      const less = random.between(0, size - 1)
      const wrong = [
        less,
        size + random.between(1, 500),
        -1,
        size + 0.5,
        size - 0.5,
        'x',
        `${size}x`,
        Buffer.of(size % 256),
      ]
      setHead(db, { size: random.pick<unknown>(wrong) })
      return {}
    },
  },
  {
    name: 'edit the head’s edge',
    times: 30,
    apply(db, random) {
      const edge = edgeOf(db)
      const other = Buffer.concat([edge, random.bytes(32)])
      const wrong = [
        flip(edge, random),
        flip(edge, random),
        edge.subarray(32),
        edge.subarray(1),
        Buffer.alloc(0),
        other,
        'x',
      ]
      setHead(db, { edge: random.pick<unknown>(wrong) })
      return {}
    },
  },
  {
    name: 'delete the head',
    times: 5,
    apply(db) {
      db.prepare('delete from ledger_head where workspace = ?').run(workspace)
      return {}
    },
  },
  {
    name: 'edit a tree node',
    times: 25,
    apply(db, random) {
      const nodes = nodesOf(db)
      if (nodes.length === 0) return undefined
      const node = random.pick(nodes)
      const [column, value] = random.pick<[string, unknown]>([
        ['hash', flip(node.hash, random)],
        ['hash', flip(node.hash, random)],
        ['hash', node.hash.subarray(1)],
        ['hash', node.hash.toString('latin1')],
        ['position', node.position + 7],
        ['level', 16],
        ['level', 'x'],
      ])
      setNode(db, node, column, value)
      return {}
    },
  },
  {
    name: 'delete a tree node',
    times: 10,
    apply(db, random) {
      const nodes = nodesOf(db)
      if (nodes.length === 0) return undefined
      const node = random.pick(nodes)
      db.prepare('delete from ledger_node where workspace = ? and position = ?').run(workspace, node.position)
      return { seq: node.position * 256 + 1 }
    },
  },
  {
    name: 'insert a tree node',
    times: 15,
    apply(db, random) {
      const insert = db.prepare('insert into ledger_node (workspace, level, position, hash) values (?, ?, ?, ?)')
      insert.run(workspace, random.pick([0, 1, 8, 9, 16]), 40 + random.below(9), random.bytes(32))
      return {}
    },
  },
]
