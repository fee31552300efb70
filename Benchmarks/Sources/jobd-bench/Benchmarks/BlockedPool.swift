// Every thread of a pool is blocked: the daemon answers as if nothing were.

/// Handlers that block the threads they are given.
enum BlockedPool {
  static func run(_ run: Run) throws(BenchFailure) {
    let scratch = try run.scratch()
    let jobd = try Jobd(run.programs, in: scratch.path, config: "executors: {blocked: {threads: 8}}")
    let ask = try jobd.ask()
    let health = HTTPExchange("GET", "/healthz", status: 200)
    let load = LoadClient(socketPath: jobd.socketPath, clients: 1)
    let free = try load.run(health, seconds: run.seconds)
    try ask.submit([String](repeating: #"{"handler":"sleep","payload":600,"executor":"blocked"}"#, count: 16))
    for _ in 0..<500 where try ask.count(["running"]) < 8 { Clock.sleep(seconds: 0.01) }
    guard try ask.count(["running"]) == 8 else { throw BenchFailure("the pool of 8 threads does not run 8 jobs") }
    let blocked = try load.run(health, seconds: run.seconds)
    run.report.add(
      Figure(
        what: "`/healthz` with every thread of a pool blocked, p99", value: Samples(blocked.latencies).p99 / 1_000,
        unit: "ms", referenceName: "none blocked", reference: Samples(free.latencies).p99 / 1_000,
        budget: .valueAtMost(5)))
    jobd.kill()
  }
}
