// A hundred thousand jobs that wait for one key, and one job that needs none: it starts as if they were not there.

/// From a submission to the answer that the job has ended, beside an empty daemon.
enum BusyKey {
  static func run(_ run: Run) throws(BenchFailure) {
    let scratch = try run.scratch()
    let emptyFolder = try Scratch(in: scratch.path, named: "empty")
    let busyFolder = try Scratch(in: scratch.path, named: "busy")
    let empty = try Jobd(run.programs, in: emptyFolder.path, slots: 4)
    let busy = try Jobd(run.programs, in: busyFolder.path, slots: 4)
    let limit = #""limit":{"key":"busy","max":1}"#
    let count = run.scaled(100_000)
    let (ask, reference) = (try busy.ask(), try empty.ask())
    _ = try ask.id(#"{"handler":"sleep","payload":3600,\#(limit)}"#)
    try ask.submit([String](repeating: #"{"handler":"noop",\#(limit)}"#, count: count))
    var with: [Double] = []
    var without: [Double] = []
    // In turns, so that what disturbs one disturbs the other.
    for _ in 0..<run.scaled(300) {
      without.append(try roundTrip(reference))
      with.append(try roundTrip(ask))
    }
    let queued = try ask.count(["queued"])
    guard queued == count else { throw BenchFailure("\(queued) of \(count) jobs wait for the key") }
    run.report.add(
      Figure(
        what: "no-op submitted, run, told of, beside \(Figure.short(Double(count))) jobs on one busy key",
        value: Samples(with).p50 / 1_000, unit: "ms", referenceName: "empty", reference: Samples(without).p50 / 1_000,
        budget: .ratioAtMost(1.2)))
    empty.stop()
    busy.stop()
  }

  private static func roundTrip(_ ask: Ask) throws(BenchFailure) -> Double {
    let began = Clock.monotonic
    let id = try ask.id(#"{"handler":"noop"}"#)
    let job = try ask.json("GET", "/v1/jobs/\(id)?wait=10s")
    guard job["done"] as? Bool == true else { throw BenchFailure("job \(id) has not run within ten seconds") }
    return Clock.monotonic - began
  }
}
