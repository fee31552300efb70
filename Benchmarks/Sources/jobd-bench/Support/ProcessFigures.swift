// What the kernel says about a process: memory, processor time, context switches.

import Foundation

/// A snapshot of /proc/PID.
struct ProcessFigures {
  /// Resident memory.
  let residentMiB: Double
  /// Of it, what is not shared with files: the heap and the stacks.
  let anonymousMiB: Double
  /// Time on a processor, all threads, those that have ended too, in milliseconds.
  let processorMillis: Double
  /// Voluntary and involuntary context switches of each thread that lives.
  private let switches: [String: Int]

  init(pid: pid_t) {
    let status = Self.fields("/proc/\(pid)/status")
    residentMiB = (status["VmRSS"] ?? .nan) / 1_024
    anonymousMiB = (status["RssAnon"] ?? .nan) / 1_024
    var clock = clockid_t()
    var time = timespec()
    if clock_getcpuclockid(pid, &clock) == 0 { clock_gettime(clock, &time) }
    processorMillis = Double(time.tv_sec) * 1_000 + Double(time.tv_nsec) / 1_000_000
    var switches: [String: Int] = [:]
    for task in (try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(pid)/task")) ?? [] {
      let own = Self.fields("/proc/\(pid)/task/\(task)/status")
      switches[task] = Int((own["voluntary_ctxt_switches"] ?? 0) + (own["nonvoluntary_ctxt_switches"] ?? 0))
    }
    self.switches = switches
  }

  /// Switches since `earlier`; a thread that has come or gone in between has woken at least once.
  func switches(since earlier: ProcessFigures) -> Int {
    var sum = earlier.switches.keys.count { switches[$0] == nil }
    for (task, count) in switches { sum += earlier.switches[task].map { count - $0 } ?? max(1, count) }
    return sum
  }

  private static func fields(_ path: String) -> [String: Double] {
    let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
    var fields: [String: Double] = [:]
    for line in text.split(separator: "\n") {
      let parts = line.split(separator: ":", maxSplits: 1)
      guard parts.count == 2 else { continue }
      fields[String(parts[0])] = parts[1].split(whereSeparator: \.isWhitespace).first.flatMap { Double($0) }
    }
    return fields
  }
}
