import { type LaidOut, type LayoutAsked, layOut } from './layout.ts'

export type LayoutAnswer = { ok: true; laid: LaidOut } | { ok: false; why: string }

/** The page's own thread is for whoever looks at it: graphs are laid out here. */
self.addEventListener('message', ({ data }: MessageEvent<LayoutAsked>) => {
  try {
    const laid = layOut(data)
    self.postMessage({ ok: true, laid } satisfies LayoutAnswer, { transfer: [laid.at.buffer] })
  } catch (error) {
    self.postMessage({ ok: false, why: error instanceof Error ? error.message : String(error) } satisfies LayoutAnswer)
  }
})
