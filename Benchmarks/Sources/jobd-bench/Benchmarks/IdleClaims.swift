// Five thousand remote workers that wait for work there is none of: memory for each, and whether anything wakes.

import Glibc

/// Long polls at rest.
enum IdleClaims {
  static func run(_ run: Run) throws(BenchFailure) {
    let scratch = try run.scratch()
    let count = run.scaled(5_000)
    Connection.raiseLimit()
    let jobd = try Jobd(run.programs, in: scratch.path, config: "limits: {connections: \(count + 100)}")
    Clock.sleep(seconds: 8)
    let idle = ProcessFigures(pid: jobd.child.pid)
    Clock.sleep(seconds: 20)
    let empty = ProcessFigures(pid: jobd.child.pid)
    let poll = HTTPExchange(
      "POST", "/v1/claims", body: #"{"handlers":["far"],"lease":"60s","wait":"10m"}"#, status: 200)
    var descriptors: [Int32] = []
    defer { for descriptor in descriptors { close(descriptor) } }
    for _ in 0..<count {
      let descriptor = try Connection.open(jobd.socketPath)
      descriptors.append(descriptor)
      try Connection.send(poll.bytes, to: descriptor)
    }
    let ask = try jobd.ask()
    try ask.bytes("GET", "/healthz")
    Clock.sleep(seconds: 8)
    let before = ProcessFigures(pid: jobd.child.pid)
    Clock.sleep(seconds: 20)
    let after = ProcessFigures(pid: jobd.child.pid)
    run.report.add(
      Figure(
        what: "\(count) idle long-polling claims: memory each",
        value: (after.residentMiB - empty.residentMiB) * 1_024 / Double(count), unit: "KiB", budget: .valueAtMost(30)))
    run.report.add(
      Figure(
        what: "the same for 20 s: wakeups", value: Double(after.switches(since: before)), unit: "switches",
        referenceName: "without them", reference: Double(empty.switches(since: idle)), budget: .ratioAtMost(1.2),
        note: "the runtime's own look once a second"))
    run.report.add(
      Figure(
        what: "the same: processor", value: after.processorMillis - before.processorMillis, unit: "ms",
        referenceName: "without them", reference: empty.processorMillis - idle.processorMillis,
        budget: .valueAtMost(10)))
    jobd.kill()
  }
}
