// A thousand readers of the event stream while a thousand jobs a second are submitted: what they cost whoever submits.

/// Event streams beside submissions.
enum Subscribers {
  /// With the default queue, as many as there may be.
  private static let queues = 999
  private static let seeAll = 10

  static func run(_ run: Run) throws(BenchFailure) {
    let scratch = try run.scratch()
    let count = run.scaled(1_000)
    Connection.raiseLimit()
    let jobd = try Jobd(run.programs, in: scratch.path, config: "limits: {connections: \(count + 200)}")
    let ask = try jobd.ask()
    let submits = PacedSubmits(socketPath: jobd.socketPath, perSecond: 1_000) {
      #"{"handler":"noop","queue":"q\#($0 % queues)"}"#
    }
    // The queues are made by the first jobs in them, which is not what is measured.
    try ask.submit((0..<queues).map { #"{"handler":"noop","queue":"q\#($0)"}"# })
    try ask.settle()
    var alone: [Double] = []
    var beside: [Double] = []
    var held: [Double] = []
    var idle: [Double] = []
    var missed = 0
    for _ in 0..<run.rounds {
      alone.append(try submits.run(seconds: run.seconds).p99)
      try ask.settle()
      let before = ProcessFigures(pid: jobd.child.pid)
      let drain = Drain()
      for index in 0..<count {
        let filter = index < seeAll ? "" : "?queue=q\(index % queues)"
        try drain.add(Self.request(filter), to: jobd.socketPath)
      }
      drain.start()
      try ask.bytes("GET", "/healthz")
      Clock.sleep(seconds: 0.5)
      idle.append(ProcessFigures(pid: jobd.child.pid).residentMiB - before.residentMiB)
      beside.append(try submits.run(seconds: run.seconds).p99)
      try ask.settle()
      held.append(ProcessFigures(pid: jobd.child.pid).residentMiB - before.residentMiB)
      Clock.sleep(seconds: 0.5)
      drain.stop()
      // Each job is queued, runs and succeeds.
      let expected = 3 * Int(1_000 * run.seconds)
      missed += drain.lines.prefix(min(seeAll, count)).count { $0 < expected } + drain.closedCount
    }
    guard missed == 0 else { throw BenchFailure("\(missed) readers did not get every event") }
    run.report.add(
      Figure(
        what: "submits at 1,000/s beside \(count) event streams, p99", value: Samples(beside).p50 / 1_000, unit: "ms",
        referenceName: "without them", reference: Samples(alone).p50 / 1_000, budget: .ratioAtMost(2),
        note: "\(min(seeAll, count)) see everything, each of the others one queue"))
    run.report.add(
      Figure(
        what: "the same: memory of the daemon", value: held.max() ?? .nan, unit: "MiB more", budget: .valueAtMost(50)))
    // The first round alone: later ones find the room of those before.
    run.report.add(
      Figure(
        what: "an event stream to which nothing happens: memory", value: (idle.first ?? .nan) * 1_024 / Double(count),
        unit: "KiB", budget: .valueAtMost(48), note: "its connection included"))
    jobd.stop()
  }

  private static func request(_ filter: String) -> [UInt8] {
    Array("GET /v1/events\(filter) HTTP/1.1\r\nHost: localhost\r\nAccept: application/x-ndjson\r\n\r\n".utf8)
  }
}
