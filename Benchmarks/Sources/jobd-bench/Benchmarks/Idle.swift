// What a daemon costs that has nothing to do.

/// Thirty seconds of rest.
enum Idle {
  static func run(_ run: Run) throws(BenchFailure) {
    let scratch = try run.scratch()
    let jobd = try Jobd(run.programs, in: scratch.path)
    // Threads that the start needed end by themselves when they have had nothing to do for some seconds.
    Clock.sleep(seconds: 8)
    let before = ProcessFigures(pid: jobd.child.pid)
    Clock.sleep(seconds: 30)
    let after = ProcessFigures(pid: jobd.child.pid)
    run.report.add(
      Figure(
        what: "idle for 30 s: wakeups", value: Double(after.switches(since: before)), unit: "switches",
        budget: .valueAtMost(0)))
    run.report.add(
      Figure(
        what: "idle for 30 s: processor", value: after.processorMillis - before.processorMillis, unit: "ms",
        budget: .valueAtMost(10)))
    run.report.add(
      Figure(
        what: "memory, idle", value: after.residentMiB, unit: "MiB", budget: .valueAtMost(30),
        note: "\(Figure.short(after.anonymousMiB)) MiB of it not shared with files"))
    jobd.stop()
  }
}
