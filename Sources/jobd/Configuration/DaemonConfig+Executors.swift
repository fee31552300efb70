// The executors of the configuration: pools of threads for handlers that block.

import JobCore

extension DaemonConfig {
  /// Reads what stands under `executors`; everything that is wrong with it is a problem of the reader.
  static func executors(named names: [String], from reader: inout SettingReader) -> [String: PoolSettings] {
    var executors: [String: PoolSettings] = [:]
    if names.count > Limits.poolCountMax {
      reader.refuse(
        key: "executors", reason: "there are \(names.count) of them",
        hint: "At most \(Limits.poolCountMax) can be used.")
    }
    for name in names {
      let key = "executors.\(name)"
      for fault in PoolSettings(threads: 1).faults(name: name) {
        reader.refuse(key: key, reason: "it cannot have this name", hint: "The name \(fault.detail).")
      }
      let range = 1...Limits.poolThreadsMax
      let expected = "\(range.lowerBound) to \(range.upperBound)"
      let threads = reader.member(key, "threads", expected: expected) { text in
        text.single.flatMap(Int.init).flatMap { range.contains($0) ? $0 : nil }
      }
      if let threads {
        executors[name] = PoolSettings(threads: threads)
      } else if !reader.hasProblem("\(key).threads") {
        reader.refuse(key: key, reason: "it has no threads", hint: "Say how many: threads: \(expected).")
      }
    }
    return executors
  }
}
