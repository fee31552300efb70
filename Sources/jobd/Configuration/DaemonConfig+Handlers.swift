// The handlers of the configuration: programs whose processes carry out the jobs of one handler each.

import JobCore
import JobWire

extension DaemonConfig {
  /// Reads what stands under `handlers`; everything that is wrong with it is a problem of the reader.
  static func handlers(named names: [String], from reader: inout SettingReader) -> [String: WorkerSettings] {
    var handlers: [String: WorkerSettings] = [:]
    if names.count > Limits.workerHandlersMax {
      reader.refuse(
        key: "handlers", reason: "there are \(names.count) of them",
        hint: "At most \(Limits.workerHandlersMax) can be used.")
    }
    for name in names {
      check(name, &reader)
      let key = "handlers.\(name)"
      let command: [String]? = reader.member(key, "command", expected: commandText) { text in
        if case .many(let argv) = text { argv } else { nil }
      }
      guard let command else {
        if !reader.hasProblem("\(key).command") {
          reader.refuse(key: key, reason: "it has no command", hint: "Say command: \(commandText).")
        }
        continue
      }
      handlers[name] = settings(name, command, &reader)
    }
    return handlers
  }

  private static func check(_ name: String, _ reader: inout SettingReader) {
    let isWord = name.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
        true
      default: false
      }
    }
    if name.isEmpty || name.utf8.count > Limits.nameBytesMax || !isWord {
      reader.refuse(
        key: "handlers.\(name)", reason: "this is no name for a handler",
        hint: "Use 1 to \(Limits.nameBytesMax) of the characters A-Z a-z 0-9 . _ -.")
    }
    if HandlerRegistry.builtIn.names.contains(name) {
      reader.refuse(key: "handlers.\(name)", reason: "jobd has a handler of this name", hint: "Choose another name.")
    }
  }

  private static func settings(
    _ name: String, _ command: [String], _ reader: inout SettingReader
  ) -> WorkerSettings {
    let key = "handlers.\(name)"
    var settings = WorkerSettings(.program(command))
    func integer(_ member: String, _ range: ClosedRange<Int>) -> Int? {
      reader.member(key, member, expected: "\(range.lowerBound) to \(range.upperBound)") { text in
        text.single.flatMap(Int.init).flatMap { range.contains($0) ? $0 : nil }
      }
    }
    func duration(_ member: String, _ range: ClosedRange<Int64>) -> Int64? {
      let bounds = "\(WireDuration(micros: range.lowerBound)) to \(WireDuration(micros: range.upperBound))"
      return reader.member(key, member, expected: bounds) { text in
        let micros = text.single.flatMap { try? WireDuration(parsing: $0).micros }
        return micros.flatMap { range.contains($0) ? $0 : nil }
      }
    }
    settings.processes = integer("processes", 1...Limits.workerProcessesMax) ?? settings.processes
    settings.concurrency = integer("concurrency", 1...Limits.workerConcurrencyMax) ?? settings.concurrency
    settings.maxJobsPerProcess = integer("max_jobs_per_process", Limits.workerJobsRange)
    settings.idleTimeoutMicros = duration("idle_timeout", Limits.workerIdleMicrosRange) ?? settings.idleTimeoutMicros
    settings.startupTimeoutMicros =
      duration("startup_timeout", Limits.workerStartupMicrosRange) ?? settings.startupTimeoutMicros
    let bytes = Limits.workerRSSBytesRange
    let bounds = "\(ByteCount(bytes.lowerBound)) to \(ByteCount(bytes.upperBound))"
    settings.maxRSSBytes = reader.member(key, "max_rss", expected: bounds) { text in
      text.single.flatMap { ByteCount(parsing: $0)?.bytes }.flatMap { bytes.contains($0) ? $0 : nil }
    }
    for fault in settings.faults() { reader.refuse(key: "\(key).\(fault.field)", reason: fault.detail, hint: "") }
    return settings
  }

  private static let commandText = "[PROGRAM, ARGUMENT, …]"

  /// The settings of a handler as a file would say them.
  static func members(of settings: WorkerSettings) -> [String] {
    var members: [String] = []
    if case .program(let argv) = settings.command { members.append("command: \(list(argv))") }
    members.append("processes: \(settings.processes)")
    members.append("concurrency: \(settings.concurrency)")
    if let jobs = settings.maxJobsPerProcess { members.append("max_jobs_per_process: \(jobs)") }
    members.append("idle_timeout: \(WireDuration(micros: settings.idleTimeoutMicros))")
    if let bytes = settings.maxRSSBytes { members.append("max_rss: \(ByteCount(bytes))") }
    members.append("startup_timeout: \(WireDuration(micros: settings.startupTimeoutMicros))")
    return members
  }
}
