// Runs the benchmarks and prints their table. Run it on an otherwise idle machine: references are measured in the same
// run, but what else runs disturbs both.

import Foundation

/// `jobd-bench [--bin DIR] [--dir DIR] [--seconds S] [--rounds N] [--scale X] [--cases A,B] [--before JOBCTL]
/// [NAME…]`
@main
enum JobdBench {
  private static let benchmarks: [(name: String, run: @Sendable (Run) throws -> Void)] = [
    ("submits", { try Submits.run($0) }),
    ("batches", { try Batches.run($0) }),
    ("noops", { try NoOps.run($0) }),
    ("workers", { try WorkerNoOps.run($0) }),
    ("sleepers", { try Sleepers.run($0) }),
    ("blocked", { try BlockedPool.run($0) }),
    ("claims", { try RemoteClaims.run($0) }),
    ("polls", { try IdleClaims.run($0) }),
    ("http", { try HTTPJobs.run($0) }),
    ("client", { try PythonClient.run($0) }),
    ("exec", { try ShortProcesses.run($0) }),
    ("latency", { try StartLatency.run($0) }),
    ("due", { try DueTimes.run($0) }),
    ("large", { try LargeDatabase.run($0) }),
    ("followups", { try FollowUps.run($0) }),
    ("longest", { try Longest.run($0) }),
    ("key", { try BusyKey.run($0) }),
    ("waits", { try Waits.run($0) }),
    ("subscribers", { try Subscribers.run($0) }),
    ("peers", { try SlowPeers.run($0) }),
    ("idle", { try Idle.run($0) }),
    ("ahead", { try DaysAhead.run($0) }),
    ("jobctl", { try CommandLineTool.run($0) }),
  ]

  static func main() {
    signal(SIGPIPE, SIG_IGN)
    do {
      try start(Array(CommandLine.arguments.dropFirst()))
    } catch {
      Report.tell("\(error)")
      exit(1)
    }
  }

  private static func start(_ arguments: [String]) throws {
    let own = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    if arguments.first == "hello", arguments.count == 2 {
      return try HelloServer.run(socketPath: arguments[1] == "tcp" ? nil : arguments[1])
    }
    var options: [String: String] = [:]
    var names: [String] = []
    var index = 0
    while index < arguments.count {
      if arguments[index].hasPrefix("--"), index + 1 < arguments.count {
        options[arguments[index]] = arguments[index + 1]
        index += 1
      } else {
        names.append(arguments[index])
      }
      index += 1
    }
    let unknown = Set(options.keys).subtracting(
      ["--bin", "--dir", "--seconds", "--rounds", "--scale", "--cases", "--before"])
    let missing = names.filter { name in !benchmarks.contains { $0.name == name } }
    guard unknown.isEmpty, missing.isEmpty else {
      throw BenchFailure(
        "not known: \((unknown.sorted() + missing).joined(separator: " ")). Benchmarks: "
          + benchmarks.map(\.name).joined(separator: " "))
    }
    let folder = options["--bin"] ?? FileManager.default.currentDirectoryPath + "/.build/release"
    let run = Run(
      programs: try Programs(folder: folder, own: own, before: options["--before"]), report: Report(),
      disk: options["--dir"] ?? NSTemporaryDirectory(), seconds: options["--seconds"].flatMap(Double.init) ?? 2,
      rounds: options["--rounds"].flatMap(Int.init) ?? 3, scale: options["--scale"].flatMap(Double.init) ?? 1,
      cases: Set((options["--cases"] ?? "").split(separator: ",").map(String.init)))
    var failures = 0
    for benchmark in benchmarks where names.isEmpty || names.contains(benchmark.name) {
      Report.tell(benchmark.name)
      do {
        try benchmark.run(run)
      } catch {
        Report.tell("\(benchmark.name): \(error)")
        failures += 1
      }
    }
    if failures > 0 { throw BenchFailure("\(failures) benchmarks could not be carried out") }
  }
}
