// How late delayed jobs start: 10,000 of them, due at random moments of ten seconds.

/// The error of due times.
enum DueTimes {
  static func run(_ run: Run) throws(BenchFailure) {
    let scratch = try run.scratch()
    let jobd = try Jobd(run.programs, in: scratch.path)
    let ask = try jobd.ask()
    let lines = (0..<run.scaled(10_000)).map { _ in
      #"{"handler":"noop","delay":"\#(Int.random(in: 3_000...13_000))ms"}"#
    }
    try ask.submit(lines)
    try ask.settle()
    let errors = try jobd.read().rows("SELECT started_at - run_at FROM job WHERE run_at IS NOT NULL AND state = 6")
    guard errors.count == lines.count else { throw BenchFailure("\(errors.count) of \(lines.count) jobs succeeded") }
    let early = errors.count { $0[0] < 0 }
    let samples = Samples(errors.map { Double($0[0]) / 1_000 })
    run.report.add(
      Figure(
        what: "due-time error of \(lines.count) delayed jobs, p99", value: samples.p99, unit: "ms",
        budget: .valueAtMost(5),
        note: "p50 \(Figure.short(samples.p50)) ms, max \(Figure.short(samples.max)) ms, \(early) early"))
    jobd.stop()
  }
}
