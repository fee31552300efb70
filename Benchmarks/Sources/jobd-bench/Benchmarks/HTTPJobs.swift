// Two hundred http jobs a second against a server on this machine: what jobd adds to a request, from the moment the job
// is due to its recorded end.

import Foundation

/// Requests as jobs.
enum HTTPJobs {
  private static let perSecond = 200

  static func run(_ run: Run) throws(BenchFailure) {
    let scratch = try run.scratch()
    let server = try HelloServer.start(run.programs, in: scratch.path, port: true)
    defer { server.child.end(SIGKILL) }
    var (slowest, usual): ([Double], [Double]) = ([], [])
    for round in 0..<run.rounds {
      let folder = try Scratch(in: scratch.path, named: "jobd-\(round)")
      let took = try took(run, in: folder.path, server.path)
      slowest.append(took.p99 / 1_000)
      usual.append(took.p50 / 1_000)
    }
    run.report.add(
      Figure(
        what: "http jobs at \(perSecond)/s, from due to recorded, p99", value: Samples(slowest).p50, unit: "ms",
        budget: .valueAtMost(5),
        note: "p50 \(Figure.short(Samples(usual).p50)) ms; p99 of the rounds: "
          + slowest.map { Figure.short($0) }.joined(separator: ", ")))
  }

  private static func took(_ run: Run, in folder: String, _ address: String) throws(BenchFailure) -> Samples {
    let jobd = try Jobd(run.programs, in: folder)
    let ask = try jobd.ask()
    let count = run.scaled(2_000)
    let first = Clock.wall + 2_000_000
    let lines = (0..<count).map { index in
      let due = first + Int64(index) * 1_000_000 / Int64(perSecond)
      return #"{"http":{"url":"http://\#(address)/"},"run_at":"\#(time(due))"}"#
    }
    try ask.submit(lines)
    try ask.settle()
    let rows = try jobd.read().rows("SELECT finished_at - run_at FROM job WHERE state = 6")
    guard rows.count == count else { throw BenchFailure("\(rows.count) of \(count) requests succeeded") }
    jobd.stop()
    return Samples(rows.map { Double($0[0]) })
  }

  private static func time(_ micros: Int64) -> String {
    var seconds = time_t(micros / 1_000_000)
    var parts = tm()
    gmtime_r(&seconds, &parts)
    return String(
      format: "%04d-%02d-%02dT%02d:%02d:%02d.%06dZ", parts.tm_year + 1_900, parts.tm_mon + 1, parts.tm_mday,
      parts.tm_hour, parts.tm_min, parts.tm_sec, micros % 1_000_000)
  }
}
