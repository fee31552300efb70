// A thousand asynchronous handlers that wait at once, and what they add to the daemon's memory.

/// Handlers that sleep.
enum Sleepers {
  static func run(_ run: Run) throws(BenchFailure) {
    let scratch = try run.scratch()
    let count = run.scaled(1_000)
    let jobd = try Jobd(run.programs, in: scratch.path, slots: count + 10)
    let ask = try jobd.ask()
    // What a first wave leaves behind (threads, buffers) is not what waiting costs.
    try ask.submit([String](repeating: #"{"handler":"sleep","payload":0.01}"#, count: count))
    try ask.settle()
    let before = ProcessFigures(pid: jobd.child.pid)
    try ask.submit([String](repeating: #"{"handler":"sleep","payload":600}"#, count: count))
    for _ in 0..<500 where try ask.count(["running"]) < count { Clock.sleep(seconds: 0.02) }
    guard try ask.count(["running"]) == count else { throw BenchFailure("not all of \(count) handlers run") }
    let after = ProcessFigures(pid: jobd.child.pid)
    run.report.add(
      Figure(
        what: "memory added by \(count) sleeping async handlers", value: after.residentMiB - before.residentMiB,
        unit: "MiB", referenceName: "the daemon before", reference: before.residentMiB, budget: .valueAtMost(10)))
    jobd.kill()
  }
}
