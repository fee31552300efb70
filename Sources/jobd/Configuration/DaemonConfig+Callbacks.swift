// Callbacks in the configuration: those of queues, and those for every job. Only the file has them.

import HTTPFront
import JobCore
import JobWire

extension DaemonConfig {
  /// Reads `callbacks.default`; nil if the file does not say it.
  static func defaultCallbacks(from reader: inout SettingReader) -> [Callback]? {
    callbacks(ConfigSetting.defaultCallbacks.section, ConfigSetting.defaultCallbacks.member, &reader) { callbacks in
      DefaultCallbacks.faults(callbacks)
    }
  }

  /// Reads a list of callbacks; everything that is wrong with it is a problem of the reader.
  ///
  /// - Parameter faults: what is wrong with callbacks that could be read.
  static func callbacks(
    _ section: String, _ member: String, _ reader: inout SettingReader, faults: ([Callback]) -> [FieldFault]
  ) -> [Callback]? {
    let key = "\(section).\(member)"
    let given: [JSONValue]? = reader.member(section, member, expected: callbacksText) { text in
      switch text {
      case .objects(let objects): objects
      case .many(let texts): texts.isEmpty ? [] : nil
      case .one: nil
      }
    }
    guard let given else { return nil }
    do throws(WireDecodeError) {
      let request = try SettingsRequest(json: .object([JSONMember(name: "callbacks", value: .array(given))]))
      guard case .value(let specs) = request.callbacks else { return nil }
      let callbacks = specs.map { Callback($0) }
      for fault in faults(callbacks) {
        reader.refuse(key: key, reason: "\(fault.field) \(fault.detail)", hint: "Allowed: \(callbacksText).")
      }
      return callbacks
    } catch {
      reader.refuse(key: key, reason: "\(error)", hint: "Allowed: \(callbacksText).")
      return nil
    }
  }

  private static let callbacksText = "[{url: URL, on: failure}, {argv: [PROGRAM, ARGUMENT, …]}], and [] for none"

  /// Callbacks as the file would say them. Of a URL, which may be a key, only where it goes is shown.
  static func text(of callbacks: [Callback]) -> String {
    var writer = JSONWriter()
    writer.array(callbacks.map { CallbackSpec($0, for: .host) })
    return writer.text
  }
}
