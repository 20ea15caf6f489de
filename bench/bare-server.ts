import { randomUUID } from "node:crypto"
import { createServer } from "node:http"
import pg from "pg"

/** What a plain Node server does at best: one INSERT for each request, on the same PostgreSQL. */
const pool = new pg.Pool({ connectionString: process.argv[2], max: 16 })
const server = createServer((request, response) => {
  const chunks: Buffer[] = []
  request.on("data", (chunk: Buffer) => chunks.push(chunk))
  request.on("end", () => {
    const id = randomUUID()
    const body = JSON.parse(Buffer.concat(chunks).toString("utf8")) as object
    pool
      .query({
        name: "insert",
        text: "insert into bare (id, body) values ($1, $2)",
        values: [id, JSON.stringify(body)],
      })
      .then(
        () => response.writeHead(201, { "content-type": "application/json" }).end(JSON.stringify({ id })),
        (error: Error) => response.writeHead(500).end(error.message),
      )
  })
})
await pool.query(
  "create table if not exists bare (id uuid primary key, body jsonb not null, at timestamptz not null default now())",
)
server.listen(Number(process.argv[3]), "127.0.0.1", () => console.log("ready"))
