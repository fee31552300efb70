// The queues of the configuration: what the file says of each.

import HTTPFront
import JobCore
import JobWire

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
      change.callbacks = callbacks(of: name, user: user, &reader).map { .set($0) }
      queues[name] = change
    }
    return queues
  }

  private static func callbacks(of name: String, user: String?, _ reader: inout SettingReader) -> [Callback]? {
    let key = "queues.\(name).callbacks"
    let given: [JSONValue]? = reader.member("queues.\(name)", "callbacks", expected: callbacksText) { text in
      switch text {
      case .objects(let objects): objects
      case .many(let texts): texts.isEmpty ? [] : nil
      case .one: nil
      }
    }
    guard let given else { return nil }
    do throws(WireDecodeError) {
      let request = try QueueRequest(json: .object([JSONMember(name: "callbacks", value: .array(given))]))
      guard case .value(let specs) = request.callbacks else { return nil }
      var change = QueueChange()
      change.callbacks = .set(specs.map { Callback($0) })
      change.runAs = user.map { .set($0) }
      for fault in change.faults(name: "default") {
        reader.refuse(key: key, reason: "\(fault.field) \(fault.detail)", hint: "Allowed: \(callbacksText).")
      }
      return specs.map { Callback($0) }
    } catch {
      reader.refuse(key: key, reason: "\(error)", hint: "Allowed: \(callbacksText).")
      return nil
    }
  }

  private static let callbacksText = "[{url: URL, on: failure}, {argv: [PROGRAM, ARGUMENT, …]}], and [] for none"

  /// What the file says of a queue, as it would say it. Of a URL, which may be a key, only where it goes is shown.
  static func members(of change: QueueChange) -> [String] {
    var members: [String] = []
    if case .set(let slots)? = change.slots { members.append("slots: \(slots)") }
    if let isPaused = change.isPaused { members.append("paused: \(isPaused ? "yes" : "no")") }
    if case .set(let user)? = change.runAs { members.append("run_as: \(scalar(user))") }
    if case .set(let callbacks)? = change.callbacks {
      var writer = JSONWriter()
      writer.array(callbacks.map { CallbackSpec($0, for: .host) })
      members.append("callbacks: \(writer.text)")
    }
    return members
  }
}
