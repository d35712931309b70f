import { app, protocol } from 'electron'
import { linkIn } from './deep-links.ts'
import { failToStart } from './fail-to-start.ts'
import { prepareHome } from './home.ts'
import { createLinkInbox } from './link-inbox.ts'
import { consoleScheme } from './origin.ts'
import { start } from './start.ts'

// In this order, and before anything is awaited: the runtime gets ready meanwhile, and takes none of it after that.
protocol.registerSchemesAsPrivileged([consoleScheme])

const home = prepareHome()
app.setPath('userData', home.chromium)

const isFirst = app.requestSingleInstanceLock()
const links = createLinkInbox()
app.on('open-url', (event, url) => {
  event.preventDefault()
  links.receive(url)
})

if (isFirst) {
  app.on('second-instance', (_event, argv) => links.receive(linkIn(argv)))
  links.receive(linkIn(process.argv))
  void app
    .whenReady()
    .then(() => start({ home, links }))
    .catch(failToStart)
} else {
  app.quit()
}
