// What follow-ups cost: ten thousand of them decided by one end, and a chain of them beside jobs without any ties.

/// Children of one parent, and chains.
enum FollowUps {
  static func run(_ run: Run) throws(BenchFailure) {
    try releases(run)
    try chains(run)
  }

  /// The parent is cancelled before its start; its follow-ups are decided in pieces, so that nobody waits for all of
  /// them, and the last one counts.
  private static func releases(_ run: Run) throws(BenchFailure) {
    let scratch = try run.scratch()
    let jobd = try Jobd(run.programs, in: scratch.path)
    let ask = try jobd.ask()
    let count = run.scaled(10_000)
    try ask.bytes("POST", "/v1/queues/default/pause")
    for (condition, what) in [("any", "released"), ("success", "skipped")] {
      var millis: [Double] = []
      for _ in 0..<max(3, run.rounds) {
        let parent = try ask.id(#"{"handler":"noop","hold":true}"#)
        let line = #"{"handler":"noop","after":[{"job":\#(parent),"on":"\#(condition)"}]}"#
        try ask.submit([String](repeating: line, count: count))
        let began = Clock.monotonic
        try ask.bytes("POST", "/v1/jobs/\(parent)/cancel")
        while try ask.count(["blocked"]) > 0 {
          guard Clock.monotonic - began < 60_000_000 else { throw BenchFailure("follow-ups are still blocked") }
        }
        millis.append((Clock.monotonic - began) / 1_000)
      }
      run.report.add(
        Figure(
          what: "\(Figure.short(Double(count))) follow-ups \(what) by one end",
          value: Samples(millis).p50, unit: "ms", budget: .valueAtMost(250),
          note: "slowest of \(millis.count): \(Figure.short(Samples(millis).max)) ms"))
    }
    jobd.stop()
  }

  private static func chains(_ run: Run) throws(BenchFailure) {
    let count = run.scaled(1_000)
    var chained: [Double] = []
    var independent: [Double] = []
    for _ in 0..<run.rounds {
      let scratch = try run.scratch()
      let jobd = try Jobd(run.programs, in: scratch.path, slots: 1)
      let ask = try jobd.ask()
      try ask.bytes("POST", "/v1/queues/default/pause")
      try ask.submit([String](repeating: #"{"handler":"noop"}"#, count: count))
      try ask.bytes("POST", "/v1/queues/default/resume")
      try ask.settle()
      independent.append(try rate(jobd, after: 0))
      let first = try ask.id(#"{"handler":"noop","hold":true}"#)
      var last = first
      for _ in 1..<count { last = try ask.id(#"{"handler":"noop","after":[\#(last)]}"#) }
      try ask.bytes("POST", "/v1/jobs/\(first)/release")
      _ = try ask.json("GET", "/v1/jobs/\(last)?wait=2m")
      chained.append(try rate(jobd, after: first - 1))
      jobd.stop()
    }
    run.report.add(
      Figure(
        what: "chain of \(Figure.short(Double(count))) no-op follow-ups, one slot", value: Samples(chained).p50,
        unit: "/s", referenceName: "no-ops without ties, one slot", reference: Samples(independent).p50,
        budget: .ratioAtLeast(0.5)))
  }

  /// Jobs a second by jobd's own record.
  private static func rate(_ jobd: Jobd, after id: Int) throws(BenchFailure) -> Double {
    let row = try jobd.read().rows(
      "SELECT count(*), max(finished_at) - min(started_at) FROM job WHERE id > \(id) AND state = 6")[0]
    return Double(row[0]) / Double(row[1]) * 1_000_000
  }
}
