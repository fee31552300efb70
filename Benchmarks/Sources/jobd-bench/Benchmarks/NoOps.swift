// No-ops from submission to the recorded end, beside beanstalkd's reserve and delete.

/// End to end, in process.
enum NoOps {
  static func run(_ run: Run) throws(BenchFailure) {
    let scratch = try run.scratch()
    let count = run.scaled(50_000)
    var rates: [String: [Double]] = [:]
    for round in 0..<run.rounds {
      let tube = try Scratch(in: scratch.path)
      if let beanstalkd = try Beanstalkd(run.programs, in: tube.path) {
        let load = LoadClient(socketPath: beanstalkd.socketPath, clients: 64)
        let puts = run.scaled(20_000)
        _ = try load.run(PutExchange(body: #"{"handler":"noop"}"#), count: puts + 100)
        rates["reserve", default: []].append(try load.run(ReserveExchange(body: nil), count: puts).perSecond)
        let all = try load.run(ReserveExchange(body: #"{"handler":"noop"}"#), seconds: run.seconds)
        rates["all", default: []].append(all.perSecond)
      }
      let folder = try Scratch(in: scratch.path, named: "jobd-\(round)")
      let jobd = try Jobd(run.programs, in: folder.path)
      let ask = try jobd.ask()
      let lines = [String](repeating: #"{"handler":"noop"}"#, count: count)
      rates["batch", default: []].append(try measure(jobd, ask) { () throws(BenchFailure) in try ask.submit(lines) })
      rates["single", default: []].append(
        try measure(jobd, ask) { () throws(BenchFailure) in
          let one = HTTPExchange("POST", "/v1/jobs", body: #"{"handler":"noop"}"#, status: 201)
          _ = try LoadClient(socketPath: jobd.socketPath, clients: 64).run(one, count: count)
        })
      try ask.bytes("POST", "/v1/queues/default/pause")
      try ask.submit(lines)
      rates["backlog", default: []].append(
        try measure(jobd, ask, from: "started_at") { () throws(BenchFailure) in
          try ask.bytes("POST", "/v1/queues/default/resume")
        })
      jobd.stop()
    }
    let medians = rates.mapValues { Samples($0).p50 }
    let cases = [
      ("no-op, claimed from a backlog, run, recorded", "backlog", "reserve", "reserve+delete"),
      ("no-op, submitted as NDJSON, run, recorded", "batch", "reserve", "reserve+delete"),
      ("no-op, submitted singly by 64 clients, run, recorded", "single", "reserve", "reserve+delete"),
      ("the same", "single", "all", "put+reserve+delete"),
    ]
    for (what, name, reference, referenceName) in cases {
      run.report.add(
        Figure(
          what: what, value: medians[name] ?? 0, unit: "/s", referenceName: "beanstalkd \(referenceName)",
          reference: medians[reference], budget: medians[reference] == nil ? .none : .ratioAtLeast(4)))
    }
  }

  /// Jobs a second by jobd's own record, from the first `column` to the last end.
  private static func measure(
    _ jobd: Jobd, _ ask: Ask, from column: String = "created_at", _ body: () throws(BenchFailure) -> Void
  ) throws(BenchFailure) -> Double {
    let lastID = try jobd.read().rows("SELECT ifnull(max(id), 0) FROM job WHERE state = 6")[0][0]
    try body()
    try ask.settle()
    let row = try jobd.read().rows(
      "SELECT count(*), max(finished_at) - min(\(column)) FROM job WHERE id > \(lastID) AND state = 6")[0]
    return Double(row[0]) / Double(row[1]) * 1_000_000
  }
}
