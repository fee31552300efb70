// `/bin/true` as a job, beside posix_spawn and waitpid in a loop, and beside task-spooler.

import Glibc

/// Processes that end at once.
enum ShortProcesses {
  static func run(_ run: Run) throws(BenchFailure) {
    let scratch = try run.scratch()
    let count = run.scaled(2_000)
    let lines = [String](repeating: #"{"argv":["/bin/true"]}"#, count: count)
    for slots in [1, 2, 4, 8] {
      var rates: [Double] = []
      var bare: [Double] = []
      var spooled: [Double] = []
      for round in 0..<run.rounds {
        bare.append(try spawnLoop(count))
        let folder = try Scratch(in: scratch.path, named: "jobd-\(slots)-\(round)")
        let jobd = try Jobd(run.programs, in: folder.path, slots: slots)
        let ask = try jobd.ask()
        let began = Clock.wall
        try ask.submit(lines)
        try ask.settle()
        let row = try jobd.read().rows("SELECT count(*), max(finished_at) FROM job WHERE state = 6")[0]
        guard row[0] == Int64(count) else { throw BenchFailure("\(row[0]) of \(count) jobs succeeded") }
        rates.append(Double(count) / Double(row[1] - began) * 1_000_000)
        jobd.stop()
        if round == 0, let rate = try spooler(run.programs, folder.path, slots: slots, count: run.scaled(500)) {
          spooled.append(rate)
        }
      }
      let rate = Samples(rates).p50
      run.report.add(
        Figure(
          what: "`exec /bin/true`, \(slots) slots", value: rate, unit: "/s", referenceName: "bare posix_spawn",
          reference: Samples(bare).p50, budget: .ratioAtLeast(0.7)))
      if !spooled.isEmpty {
        run.report.add(
          Figure(
            what: "the same", value: rate, unit: "/s", referenceName: "task-spooler", reference: Samples(spooled).p50,
            budget: .ratioAtLeast(2)))
      }
    }
  }

  /// One process after the other: nothing is captured, nothing recorded.
  private static func spawnLoop(_ count: Int) throws(BenchFailure) -> Double {
    let began = Clock.monotonic
    for _ in 0..<count { try Child(["/bin/true"]).wait() }
    return Double(count) / (Clock.monotonic - began) * 1_000_000
  }

  /// The same with task-spooler, from the first submission to the last end.
  private static func spooler(
    _ programs: Programs, _ folder: String, slots: Int, count: Int
  ) throws(BenchFailure) -> Double? {
    guard let program = programs.taskSpooler else { return nil }
    let environment = ["TS_SOCKET": "\(folder)/tsp.sock", "TMPDIR": folder, "TS_SLOTS": "\(slots)"]
    try Child([program, "-S", "\(slots)"], environment: environment).wait()
    let began = Clock.monotonic
    for _ in 0..<count { try Child([program, "/bin/true"], environment: environment).wait() }
    try Child([program, "-w", "\(count - 1)"], environment: environment).wait()
    let rate = Double(count) / (Clock.monotonic - began) * 1_000_000
    try Child([program, "-K"], environment: environment).wait()
    return rate
  }
}
