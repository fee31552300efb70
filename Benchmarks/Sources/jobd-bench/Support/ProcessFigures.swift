// What the kernel says about a process: memory, processor time, context switches.

import Foundation

/// A snapshot of /proc/PID.
struct ProcessFigures {
  /// Resident memory in MB (1,000,000 bytes would be unkind to nobody: MiB is what tools show).
  let residentMiB: Double
  /// Of it, what is not shared with files: the heap and the stacks.
  let anonymousMiB: Double
  /// Time on a processor, all threads, in milliseconds.
  let processorMillis: Double
  /// Voluntary and involuntary context switches, all threads.
  let switches: Int

  init(pid: pid_t) {
    let status = Self.fields("/proc/\(pid)/status")
    residentMiB = (status["VmRSS"] ?? .nan) / 1_024
    anonymousMiB = (status["RssAnon"] ?? .nan) / 1_024
    var nanos = 0.0
    var switches = 0.0
    for task in (try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(pid)/task")) ?? [] {
      let folder = "/proc/\(pid)/task/\(task)"
      let schedule = (try? String(contentsOfFile: "\(folder)/schedstat", encoding: .utf8)) ?? ""
      nanos += schedule.split(separator: " ").first.flatMap { Double($0) } ?? 0
      let own = Self.fields("\(folder)/status")
      switches += (own["voluntary_ctxt_switches"] ?? 0) + (own["nonvoluntary_ctxt_switches"] ?? 0)
    }
    processorMillis = nanos / 1_000_000
    self.switches = Int(switches)
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
