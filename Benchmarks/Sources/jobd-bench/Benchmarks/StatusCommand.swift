// `jobctl status ID`, from the start of the process to its end.

/// The command a person types.
enum StatusCommand {
  static func run(_ run: Run) throws(BenchFailure) {
    guard run.programs.hasJobctl else { throw BenchFailure("\(run.programs.jobctl) is missing: make release") }
    let scratch = try run.scratch()
    let jobd = try Jobd(run.programs, in: scratch.path)
    try jobd.ask().submit([#"{"handler":"noop"}"#])
    let command = [run.programs.jobctl, "--url", "unix://\(jobd.socketPath)", "status", "1"]
    var times: [Double] = []
    var bare: [Double] = []
    for _ in 0..<run.scaled(200) {
      times.append(try time(command))
      bare.append(try time(["/bin/true"]))
    }
    let samples = Samples(times)
    run.report.add(
      Figure(
        what: "`jobctl status ID`, p50", value: samples.p50, unit: "ms", referenceName: "/bin/true",
        reference: Samples(bare).p50, budget: .valueAtMost(10), note: "p99 \(Figure.short(samples.p99)) ms"))
    jobd.stop()
  }

  private static func time(_ command: [String]) throws(BenchFailure) -> Double {
    let began = Clock.monotonic
    let status = try Child(command).wait()
    guard status == 0 else { throw BenchFailure("\(command.joined(separator: " ")) ended with \(status)") }
    return (Clock.monotonic - began) / 1_000
  }
}
