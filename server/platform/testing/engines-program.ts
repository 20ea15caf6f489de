// A program that only holds a data folder and runs its engines, to be killed by tests: `node engines-program.ts FOLDER`.
// Prints one line of JSON when they serve; SIGTERM ends it in order.
import { holdDataFolder } from "../engines/data-folder.ts"
import { startEngines } from "../engines/start-engines.ts"
import { createLog } from "../log.ts"

const log = createLog("info")
const [dataFolder] = process.argv.slice(2)
if (dataFolder === undefined) throw new Error("Name a folder.")
const folder = await holdDataFolder(dataFolder, log)
const engines = await startEngines({ dataFolder }, log)
process.once("SIGTERM", async () => {
  await engines.stop()
  await folder.release()
  process.exit(0)
})
console.log(JSON.stringify({ postgresUrl: engines.postgresUrl, clickhouse: engines.clickhouse }))
