// Runs a ClickHouse server inside this process, out of the library that the npm package chdb ships; started by
// embedded-clickhouse.ts as `node clickhouse-process.ts LIBRARY ARGUMENT...`. The call returns only when the server ends.
import { DataType, load, open } from "ffi-rs"

const [library, ...args] = process.argv.slice(2)
if (library === undefined) throw new Error("Name the library to load.")

open({ library: "chdb", path: library })
load({
  library: "chdb",
  funcName: "chdb_query_cmdline",
  retType: DataType.External,
  paramsType: [DataType.I32, DataType.StringArray],
  paramsValue: [args.length, args],
})
