// jobctl as a program: its size, and how long the shortest commands take from the start of the process to its end.

import Foundation

/// What a person or a script pays for each call.
enum CommandLineTool {
  /// 77 MB and 12 to 17 ms it was, with an HTTP client made for servers.
  private static let megabytesMax = 25.0
  private static let statusMillisMax = 6.0

  static func run(_ run: Run) throws(BenchFailure) {
    guard run.programs.hasJobctl else { throw BenchFailure("\(run.programs.jobctl) is missing: make release") }
    let scratch = try run.scratch()
    let jobctl = try stripped(run.programs.jobctl, to: "\(scratch.path)/jobctl")
    var before: (path: String, megabytes: Double)?
    if let path = run.programs.jobctlBefore { before = try stripped(path, to: "\(scratch.path)/jobctl-before") }
    run.report.add(
      Figure(
        what: "jobctl, stripped", value: jobctl.megabytes, unit: "MB", referenceName: "before",
        reference: before?.megabytes, budget: .valueAtMost(megabytesMax)))
    let jobd = try Jobd(run.programs, in: scratch.path)
    try jobd.ask().submit([#"{"handler":"noop"}"#])
    try status(run, jobctl.path, before?.path, jobd)
    try submits(run, jobctl.path, jobd, scratch.path)
    jobd.stop()
  }

  /// A copy without symbols, as a release has it.
  private static func stripped(_ program: String, to path: String) throws(BenchFailure) -> (
    path: String, megabytes: Double
  ) {
    guard try Child(["/usr/bin/strip", "-o", path, program]).wait() == 0 else {
      throw BenchFailure("cannot strip \(program)")
    }
    var about = stat()
    guard stat(path, &about) == 0 else { throw BenchFailure("there is no \(path)") }
    return (path, Double(about.st_size) / 1_000_000)
  }

  /// One after the other in turn, so that what else runs disturbs all alike.
  private static func status(_ run: Run, _ jobctl: String, _ before: String?, _ jobd: Jobd) throws(BenchFailure) {
    let asks = { (program: String) in [program, "--url", "unix://\(jobd.socketPath)", "status", "1"] }
    var commands = [asks(jobctl), ["/bin/true"]]
    if let before { commands.append(asks(before)) }
    var times = commands.map { _ in [Double]() }
    for _ in 0..<run.scaled(200) {
      for (index, command) in commands.enumerated() { times[index].append(try time(command)) }
    }
    let samples = times.map { Samples($0) }
    run.report.add(
      Figure(
        what: "`jobctl status ID`, p50", value: samples[0].p50, unit: "ms", referenceName: "/bin/true",
        reference: samples[1].p50, budget: .valueAtMost(statusMillisMax),
        note: "p99 \(Figure.short(samples[0].p99)) ms"))
    guard before != nil else { return }
    run.report.add(
      Figure(
        what: "likewise", value: samples[0].p50, unit: "ms", referenceName: "before", reference: samples[2].p50,
        budget: .ratioAtMost(0.5)))
  }

  /// What a shell script does that leaves one job after another: each is a process of its own.
  private static func submits(_ run: Run, _ jobctl: String, _ jobd: Jobd, _ folder: String) throws(BenchFailure) {
    let count = run.scaled(200)
    let spooler = ["TS_SOCKET": "\(folder)/tsp.sock", "TMPDIR": folder]
    var (own, bare, spooled): ([Double], [Double], [Double]) = ([], [], [])
    for _ in 0..<run.rounds {
      own.append(try rate(count, "'\(jobctl)' --url 'unix://\(jobd.socketPath)' submit -- true"))
      bare.append(try rate(count, "'\(run.programs.post)' '\(jobd.socketPath)'"))
      if let program = run.programs.taskSpooler {
        spooled.append(try rate(count, "'\(program)' true", environment: spooler))
      }
    }
    if let program = run.programs.taskSpooler { try Child([program, "-K"], environment: spooler).wait() }
    let what = "`jobctl submit -- true` in a shell loop"
    run.report.add(
      Figure(
        what: what, value: Samples(own).p50, unit: "/s", referenceName: "a bare C program",
        reference: Samples(bare).p50, budget: .ratioAtLeast(0.4)))
    guard !spooled.isEmpty else { return }
    run.report.add(
      Figure(
        what: what, value: Samples(own).p50, unit: "/s", referenceName: "`tsp true`", reference: Samples(spooled).p50,
        budget: .ratioAtLeast(0.2)))
  }

  private static func rate(
    _ count: Int, _ command: String, environment: [String: String] = [:]
  ) throws(BenchFailure) -> Double {
    let loop = "i=0; while [ $i -lt \(count) ]; do \(command) || exit 1; i=$((i + 1)); done"
    return Double(count) / (try time(["/bin/sh", "-c", loop], environment: environment) / 1_000)
  }

  /// Milliseconds.
  private static func time(
    _ command: [String], environment: [String: String] = [:]
  ) throws(BenchFailure) -> Double {
    let began = Clock.monotonic
    let status = try Child(command, environment: environment).wait()
    guard status == 0 else { throw BenchFailure("\(command.joined(separator: " ")) ended with \(status)") }
    return (Clock.monotonic - began) / 1_000
  }
}
