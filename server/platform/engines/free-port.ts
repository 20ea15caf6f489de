import { createServer } from "node:net"
import { CannotStart } from "./data-folder.ts"

/**
 * Starts something on a free port, and again on another when somebody took the port between looking and listening (any
 * outgoing connection of the machine can).
 */
export async function onFreePort<T>(start: (port: number) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await start(await freePort())
    } catch (error) {
      const taken =
        error instanceof CannotStart && /address already in use|could not create any TCP/i.test(error.message)
      if (!taken || attempt === 4) throw error
    }
  }
}

/** A TCP port of 127.0.0.1 that nobody listens on at this moment. */
export async function freePort(): Promise<number> {
  const server = createServer()
  return new Promise((resolve, reject) => {
    server.once("error", reject)
    server.listen(0, "127.0.0.1", () => {
      const address = server.address()
      const port = typeof address === "object" && address !== null ? address.port : 0
      server.close(() => resolve(port))
    })
  })
}
