// Compares build/noormme.wasm with the native compiler: node wasm.mjs MODULE WANTED (made by wasm.py).
import { readFileSync } from 'node:fs'

const [modulePath, wantedPath] = process.argv.slice(2)
const wasmModule = new WebAssembly.Module(readFileSync(modulePath))
const imports = WebAssembly.Module.imports(wasmModule)
const encoder = new TextEncoder()
const decoder = new TextDecoder('utf-8', { fatal: true })

let passed = 0
let failed = 0

function check(name, got, wanted, detail = '') {
  if (got === wanted) {
    passed += 1
    return
  }
  failed += 1
  if (failed <= 20) console.log(`FAILED ${name}${detail}\n  native: ${wanted}\n  wasm:   ${got}`)
}

class Edge {
  constructor() {
    this.exports = new WebAssembly.Instance(wasmModule, {}).exports
  }

  // Copies bytes in; whoever calls frees them.
  put(bytes) {
    const address = this.exports.noormme_alloc(bytes.length)
    new Uint8Array(this.exports.memory.buffer).set(bytes, address)
    return address
  }

  // Reads an answer block and frees it.
  take(block) {
    const view = new DataView(this.exports.memory.buffer, block)
    const [status, handle, size] = [0, 4, 8].map((offset) => view.getInt32(offset, true))
    const text = decoder.decode(new Uint8Array(this.exports.memory.buffer, block + 12, size))
    this.exports.noormme_free(block)
    return { status, handle, text }
  }

  open(schema, options) {
    const first = this.put(schema)
    const second = this.put(options)
    const answer = this.take(this.exports.noormme_open(first, schema.length, second, options.length))
    this.exports.noormme_free(first)
    this.exports.noormme_free(second)
    return answer
  }

  compile(handle, spec) {
    const address = this.put(spec)
    const answer = this.take(this.exports.noormme_compile(handle, address, spec.length))
    this.exports.noormme_free(address)
    return answer
  }
}

/** A schema without what only tools ask for, which the compiler passes over (docs/schema-json.md). */
function withoutToolParts(text) {
  const schema = JSON.parse(text)
  for (const model of schema.models) {
    delete model.indexes
    delete model.checks
    delete model.triggers
  }
  return JSON.stringify(schema)
}

check('the module imports nothing', JSON.stringify(imports), '[]')

let compiled = 0
let microseconds = 0
let plans = 0
for (const line of readFileSync(wantedPath, 'utf8').trimEnd().split('\n')) {
  const record = JSON.parse(line)
  const edge = new Edge()
  check('the interface version', edge.exports.noormme_abi(), 1)
  const options = encoder.encode(JSON.stringify(record.options))
  const { status, handle, text } = edge.open(encoder.encode(record.schema), options)
  check(`${record.database} opens`, status, 0, `: ${text}`)
  if (status !== 0) continue
  const schema = edge.take(edge.exports.noormme_introspect(handle)).text
  check(`${record.database}: the schema`, withoutToolParts(schema), withoutToolParts(record.schema))

  let broken = false
  for (const request of record.requests) {
    const spec = Buffer.from(request.spec, 'base64')
    const label = `${request.name}\n  spec:   ${spec.toString('latin1').slice(0, 2000)}`
    try {
      const answer = edge.compile(handle, spec)
      if (request.plan === undefined) {
        check(label, `${answer.status} ${answer.text}`, `${request.error.code} ${JSON.stringify(request.error)}`)
      } else {
        plans += 1
        check(label, `${answer.status} ${answer.text}`, `0 ${request.plan}`)
      }
    } catch (error) {
      // A trap leaves the instance in an unknown state.
      check(label, `trap: ${error.message}`, request.plan ?? JSON.stringify(request.error))
      broken = true
      break
    }
  }
  if (broken) continue

  // The same requests again need no more memory, or something is kept.
  const whole = record.requests.map((request) => Buffer.from(request.spec, 'base64'))
  const before = edge.exports.memory.buffer.byteLength
  const start = process.hrtime.bigint()
  for (const spec of whole) edge.compile(handle, spec)
  microseconds += Number(process.hrtime.bigint() - start) / 1000
  compiled += whole.length
  check(`${record.database}: memory after all requests again`, edge.exports.memory.buffer.byteLength, before)

  edge.exports.noormme_close(handle)
  edge.exports.noormme_close(handle)
  for (const stale of [handle, 0, -1, 1 << 30]) {
    check(`${record.database}: handle ${stale} is closed`, edge.compile(stale, encoder.encode('{}')).status, 101)
  }
}

// Opening is refused with a code too.
const edge = new Edge()
for (const [schema, options, code] of [
  ['', '', 200],
  ['[', '', 200],
  ['{"models":1}', '', 103],
  ['{}', '', 103],
  ['{"models":[]}', '', 0],
  ['{"models":[]}', '[]', 103],
  ['{"models":[]}', '{"nothing":1}', 103],
  ['['.repeat(1000), '', 209],
  ['{"models":[]}', '{"maximum_parameters":5000000000}', 103],
]) {
  check(`open ${schema.slice(0, 20)} ${options}`, edge.open(encoder.encode(schema), encoder.encode(options)).status, code)
}

console.log(`${compiled} requests, ${plans} of them plans: ${(microseconds / compiled).toFixed(1)} us each in Node ${process.version}`)
console.log(`wasm: ${passed} passed, ${failed} failed`)
process.exit(failed > 0 || plans === 0 ? 1 : 0)
