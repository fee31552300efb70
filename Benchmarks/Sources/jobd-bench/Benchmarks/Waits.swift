// A wait for ten thousand jobs that have all ended: one question, one answer.

/// `POST /v1/wait`.
enum Waits {
  static func run(_ run: Run) throws(BenchFailure) {
    let scratch = try run.scratch()
    let jobd = try Jobd(run.programs, in: scratch.path)
    let ask = try jobd.ask()
    let count = run.scaled(10_000)
    try ask.submit([String](repeating: #"{"handler":"noop"}"#, count: count))
    try ask.settle()
    let ids = (1...count).map(String.init).joined(separator: ",")
    let exchange = HTTPExchange("POST", "/v1/wait", body: #"{"ids":[\#(ids)],"until":"all"}"#, status: 200)
    let load = LoadClient(socketPath: jobd.socketPath, clients: 1)
    let samples = Samples(try load.run(exchange, count: 40).latencies)
    run.report.add(
      Figure(
        what: "wait for \(Figure.short(Double(count))) jobs that have ended, p50", value: samples.p50 / 1_000,
        unit: "ms", budget: .valueAtMost(50),
        note: "slowest of \(samples.count): \(Figure.short(samples.max / 1_000)) ms"))
    jobd.stop()
  }
}
