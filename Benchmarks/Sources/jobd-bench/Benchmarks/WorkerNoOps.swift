// No-ops in warm worker processes: beside the same no-op in jobd's own process, beside a Python started for each job,
// and beside a bare loop that exchanges the same messages with the same Python worker.

import Foundation

/// Jobs that are carried out by worker processes.
enum WorkerNoOps {
  static func run(_ run: Run) throws(BenchFailure) {
    let scratch = try run.scratch()
    let script = try PythonWorker.write(to: scratch.path)
    var rates: [String: [Double]] = [:]
    for round in 0..<run.rounds {
      let folder = try Scratch(in: scratch.path, named: "jobd-\(round)")
      let jobd = try Jobd(run.programs, in: folder.path, config: config(run.programs, script))
      let ask = try jobd.ask()
      // All workers are warm before anything is measured.
      for name in ["cnoop", "pynoop", "cone"] { _ = try backlog(jobd, ask, #"{"handler":"\#(name)"}"#, 100) }
      let count = run.scaled(20_000)
      rates["in process", default: []].append(try backlog(jobd, ask, #"{"handler":"noop"}"#, count))
      rates["worker", default: []].append(try backlog(jobd, ask, #"{"handler":"cnoop"}"#, count))
      rates["one", default: []].append(try backlog(jobd, ask, #"{"handler":"cone"}"#, run.scaled(4_000)))
      rates["python", default: []].append(try backlog(jobd, ask, #"{"handler":"pynoop"}"#, run.scaled(10_000)))
      rates["cold", default: []].append(
        try backlog(jobd, ask, #"{"argv":["/usr/bin/python3","-c","pass"]}"#, run.scaled(100)))
      jobd.stop()
      rates["bare", default: []].append(try PythonWorker.bareLoop(script, count: run.scaled(10_000)))
    }
    let medians = rates.mapValues { Samples($0).p50 }
    let cases = [
      ("no-op on warm worker processes", "worker", "in process", "in-process no-op", 0.25),
      ("Python no-op on warm worker processes", "python", "cold", "`python3 -c pass` as exec jobs", 10),
      ("the same", "python", "bare", "a bare loop over the same frames", 0.3),
    ]
    for (what, name, reference, referenceName, budget) in cases {
      run.report.add(
        Figure(
          what: what, value: medians[name] ?? 0, unit: "/s", referenceName: referenceName,
          reference: medians[reference], budget: .ratioAtLeast(budget)))
    }
    run.report.add(
      Figure(
        what: "no-op on two worker processes, one job at a time each", value: medians["one"] ?? 0, unit: "/s",
        referenceName: "in-process no-op", reference: medians["in process"], budget: .none,
        note: "each waits for the commit of its claim"))
  }

  /// As many jobs in flight as the daemon has slots, which is what the no-op in its own process has, too.
  private static func config(_ programs: Programs, _ script: String) -> String {
    """
    handlers:
      cnoop:
        command: ["\(programs.worker)"]
        processes: 2
        concurrency: 32
      cone:
        command: ["\(programs.worker)"]
        processes: 2
      pynoop:
        command: ["/usr/bin/python3", "\(script)"]
        processes: 2
        concurrency: 32
    """
  }

  /// Jobs a second from the first start to the last end, with all of them queued before.
  private static func backlog(_ jobd: Jobd, _ ask: Ask, _ line: String, _ count: Int) throws(BenchFailure) -> Double {
    let lastID = try jobd.read().rows("SELECT ifnull(max(id), 0) FROM job")[0][0]
    try ask.bytes("POST", "/v1/queues/default/pause")
    try ask.submit([String](repeating: line, count: count))
    try ask.bytes("POST", "/v1/queues/default/resume")
    try ask.settle()
    let row = try jobd.read().rows(
      "SELECT count(*), max(finished_at) - min(started_at) FROM job WHERE id > \(lastID) AND state = 6")[0]
    guard row[0] == Int64(count) else { throw BenchFailure("\(row[0]) of \(count) jobs succeeded: \(line)") }
    return Double(row[0]) / Double(row[1]) * 1_000_000
  }
}
