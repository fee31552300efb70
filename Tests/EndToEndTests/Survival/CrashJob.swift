// The kinds of job the crash test submits, and what each may have become in the end.

import Foundation
import JobWire
import Testing

/// A kind of job with its own promise.
enum CrashJob: CaseIterable {
  case command, noop, delayed, retrying

  func spec(_ scratch: Scratch) -> String {
    let note = #"echo $JOBD_JOB_ID $$ >> \#(scratch.file("starts"))"#
    return switch self {
    case .command: #"{"shell":"\#(note); sleep 0.2"}"#
    case .noop: #"{"handler":"noop"}"#
    case .delayed: #"{"shell":"\#(note)","delay":"700ms"}"#
    case .retrying: #"{"shell":"\#(note); sleep 0.1","retry":{"max_attempts":20,"initial":"20ms","max":"50ms"}}"#
    }
  }
}

/// What the daemon has promised, kept outside it.
struct CrashRecord {
  private(set) var acknowledged: [Int: CrashJob] = [:]
  /// Terminal states as they were first seen.
  private var ends: [Int: String] = [:]

  mutating func add(_ jobs: [Int: CrashJob]) {
    for (id, kind) in jobs {
      #expect(acknowledged[id] == nil, "id \(id) was given out twice")
      acknowledged[id] = kind
    }
  }

  /// Every acknowledged job is there, no end has been taken back, and what is said to run has a process.
  mutating func expectKept(by daemon: Daemon) async throws {
    for id in acknowledged.keys {
      let job = try await daemon.job(id)
      #expect(job.status == 200, "job \(id) was acknowledged and is gone")
      let state = job.string("state")
      if let end = ends[id] { #expect(state == end, "job \(id) was \(end)") }
      if job.bool("done") == true { ends[id] = state }
      // Between the read and the look at the process it may end, so what runs is read again.
      if state == "running", let pid = job.int("pid"), !Processes.isAlive(pid) {
        try await eventually("job \(id) with the dead process \(pid) is not running", within: .seconds(10)) {
          let now = try await daemon.job(id)
          return now.string("state") != "running" || now.int("pid") != pid
        }
      }
    }
  }

  /// A finished job ended as its kind may, after as many starts as its kind may have.
  func expectFair(_ job: Answer, _ kind: CrashJob, starts: [String]) {
    let id = job.int("id") ?? 0
    let count = starts.filter { $0.hasPrefix("\(id) ") }.count
    let (state, reason) = (job.string("state"), job.string("reason"))
    if let end = ends[id] { #expect(state == end, "job \(id) was \(end)") }
    switch kind {
    case .noop: #expect(state == "succeeded" || reason == "lost", "\(job.text)")
    case .command, .delayed:
      #expect(count <= 1, "job \(id) may start once and did so \(count) times")
      #expect((state == "succeeded" && count == 1) || (state == "failed" && reason == "lost"), "\(job.text)")
    case .retrying: #expect(state == "succeeded" && count >= 1, "\(count) starts: \(job.text)")
    }
  }
}

/// Chance that can be repeated.
struct SeededChance: RandomNumberGenerator {
  private var state: UInt64

  init(_ seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
    return mixed ^ (mixed >> 31)
  }
}
