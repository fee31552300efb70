// The queues of the configuration: what the file says of each.

import JobCore

extension DaemonConfig {
  /// Reads what stands under `queues`; everything that is wrong with it is a problem of the reader.
  static func queues(
    named names: [String], users: [String], from reader: inout SettingReader
  ) -> [String: QueueChange] {
    var queues: [String: QueueChange] = [:]
    for name in names {
      let key = "queues.\(name)"
      if let fault = QueueChange().faults(name: name).first {
        reader.refuse(key: key, reason: "this is no name for a queue", hint: "The name \(fault.detail).")
      }
      var change = QueueChange()
      let slots: Int? = reader.member(key, "slots", expected: ConfigSetting.slots.range) { text in
        text.single.flatMap(Int.init).flatMap { (1...Limits.slotsMax).contains($0) ? $0 : nil }
      }
      change.slots = slots.map { .set($0) }
      change.isPaused = reader.member(key, "paused", expected: "yes, no") { text in
        text.single.flatMap(SettingReader.truth)
      }
      let user: String? = reader.member(key, "run_as", expected: "one of run_as.users") { text in
        text.single.flatMap { users.contains($0) ? $0 : nil }
      }
      change.runAs = user.map { .set($0) }
      let said = callbacks(key, "callbacks", &reader) { callbacks in
        var change = QueueChange()
        change.callbacks = .set(callbacks)
        change.runAs = user.map { .set($0) }
        return change.faults(name: "default")
      }
      change.callbacks = said.map { .set($0) }
      queues[name] = change
    }
    return queues
  }

  /// What the file says of a queue, as it would say it.
  static func members(of change: QueueChange) -> [String] {
    var members: [String] = []
    if case .set(let slots)? = change.slots { members.append("slots: \(slots)") }
    if let isPaused = change.isPaused { members.append("paused: \(isPaused ? "yes" : "no")") }
    if case .set(let user)? = change.runAs { members.append("run_as: \(scalar(user))") }
    if case .set(let callbacks)? = change.callbacks { members.append("callbacks: \(text(of: callbacks))") }
    return members
  }
}
