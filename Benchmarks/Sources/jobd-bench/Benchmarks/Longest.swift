// How long anybody is held up while one verb reaches a million jobs: what another client's submit waits at most, which is
// as long as the longest transaction takes, with the commit of its own.

import Foundation

/// The longest transaction under each verb over many jobs.
enum Longest {
  static func run(_ run: Run) throws(BenchFailure) {
    let count = run.scaled(1_000_000)
    for verb in ManyJobs.all(count) where run.cases.isEmpty || run.cases.contains(verb.name) {
      try measure(verb, count, run)
    }
    if run.cases.isEmpty || run.cases.contains("submit") { try submission(run) }
  }

  /// Stored and held, in a queue of its own, so that nothing of it is part of the verb.
  private static let probe = HTTPExchange(
    "POST", "/v1/jobs", body: #"{"handler":"noop","hold":true,"queue":"probe"}"#, status: 201)

  private static func measure(_ verb: ManyJobs, _ count: Int, _ run: Run) throws(BenchFailure) {
    let scratch = try run.scratch()
    let first = try Jobd(run.programs, in: scratch.path, slots: 4)
    let ask = try first.ask()
    // Job 1: the parent of those that have one.
    _ = try ask.id(#"{"external":true}"#)
    while try ask.count(["running"]) == 0 { Clock.sleep(seconds: 0.02) }
    try ask.bytes("POST", "/v1/queues/default/pause")
    first.stop()
    try Database(first.databasePath).run(verb.script(count))
    let jobd = try Jobd(run.programs, in: scratch.path, slots: 4)
    let load = LoadClient(socketPath: jobd.socketPath, clients: 1)
    // What happens by itself has begun already.
    var calm: Samples?
    if let request = verb.request {
      calm = Samples(try load.run(probe, seconds: run.seconds).latencies)
      let asker = try jobd.ask()
      // Safe: this thread alone uses it, and it is not looked at before the process ends.
      nonisolated(unsafe) let own = asker
      // The answer may come with the last job; what is measured is the others' wait, until the jobs are where they go.
      Thread.detachNewThread { _ = try? own.bytes(request.method, request.path, body: request.body) }
    }
    let began = Clock.monotonic
    var waits: [Double] = []
    let watch = try jobd.ask()
    repeat {
      guard Clock.monotonic - began < 900_000_000 else { throw BenchFailure("\(verb.name) does not come to its end") }
      waits += try load.run(probe, seconds: 0.5).latencies
    } while try !verb.isOver(watch, count)
    let seconds = (Clock.monotonic - began) / 1_000_000
    if calm == nil { calm = Samples(try load.run(probe, seconds: run.seconds).latencies) }
    let samples = Samples(waits)
    run.report.add(
      Figure(
        what: "longest wait for a submit, \(Figure.short(Double(count))) jobs \(verb.what)", value: samples.max / 1_000,
        unit: "ms", referenceName: "nothing else", reference: calm.map { $0.max / 1_000 }, budget: .valueAtMost(50),
        note: "p99 \(Figure.short(samples.p99 / 1_000)) ms of \(samples.count); done in \(Figure.short(seconds)) s"))
    jobd.kill()
  }

  /// One request is one transaction, however many jobs it brings.
  private static func submission(_ run: Run) throws(BenchFailure) {
    let scratch = try run.scratch()
    let jobd = try Jobd(run.programs, in: scratch.path, slots: 4)
    let ask = try jobd.ask()
    let body = [String](repeating: #"{"handler":"noop","hold":true}"#, count: 10_000).joined(separator: "\n")
    var millis: [Double] = []
    for _ in 0..<max(5, run.rounds) {
      let began = Clock.monotonic
      try ask.bytes("POST", "/v1/jobs", body: body, type: "application/x-ndjson", status: 201)
      millis.append((Clock.monotonic - began) / 1_000)
    }
    run.report.add(
      Figure(
        what: "one submission of 10,000 jobs, one transaction", value: Samples(millis).p50, unit: "ms",
        note: "slowest of \(millis.count): \(Figure.short(Samples(millis).max)) ms"))
    jobd.stop()
  }
}
