// The effective configuration as a file that could be used as it is: what `jobd config check` prints.

import HTTPFront
import JobCore
import JobWire
import Logging

extension DaemonConfig {
  /// The value of a setting as the file would say it, nil when it is unset and has no value of its own.
  func text(of setting: ConfigSetting) -> String? {
    switch setting {
    case .dataDirectory: dataDirectory
    case .listen: Self.list(listen.map(\.description))
    case .allowedHosts: allowedHosts.isEmpty ? nil : Self.list(allowedHosts)
    case .runAsUsers: runAsUsers.isEmpty ? nil : Self.list(runAsUsers)
    case .origins: origins.isEmpty ? nil : Self.list(origins)
    case .slots: "\(slots)"
    case .durability: durability.rawValue
    case .drainTimeout: "\(WireDuration(micros: drainMicros))"
    case .grace: "\(WireDuration(micros: graceMicros))"
    case .keepFor: "\(WireDuration(micros: keepForMicros))"
    case .logLimit: "\(ByteCount(logLimitBytes))"
    case .callbackAddresses: refusesPrivateAddresses ? "refuse" : "allow"
    case .debug: isDebug ? "yes" : "no"
    case .logLevel: logLevel.rawValue
    case .logFormat: logFormat.rawValue
    case .socketMode: "0" + String(effectiveSocketMode, radix: 8)
    case .socketGroup: socketGroup
    case .tokensFile: tokensFile
    case .bodyLimit: "\(ByteCount(Int64(bodyBytesMax)))"
    case .connectionLimit: "\(connectionsMax)"
    case .headerTimeout: "\(WireDuration(micros: headerTimeoutMicros))"
    case .idleTimeout: "\(WireDuration(micros: idleTimeoutMicros))"
    default: nil
    }
  }

  /// YAML, sections nested, each line with the place its value came from.
  func yaml(sources: [ConfigSetting: String]) -> String {
    var lines: [String] = []
    var section = ""
    for setting in ConfigSetting.all {
      guard let text = text(of: setting) else { continue }
      let parts = setting.key.split(separator: ".")
      if parts.count == 2, String(parts[0]) != section {
        section = String(parts[0])
        lines.append("\(section):")
      }
      let shown = Self.isFree(setting) ? Self.scalar(text) : text
      let line = "\(parts.count == 2 ? "  " : "")\(parts.last ?? ""): \(shown)"
      lines.append(line + String(repeating: " ", count: max(1, 44 - line.count)) + "# \(sources[setting] ?? "default")")
      if setting == .callbackAddresses, let defaultCallbacks {
        lines.append("  \(ConfigSetting.defaultCallbacks.member): \(Self.text(of: defaultCallbacks))")
      }
    }
    if !queues.isEmpty { lines.append("queues:") }
    for (name, settings) in queues.sorted(by: { $0.key < $1.key }) {
      lines.append("  \(name): {\(Self.members(of: settings).joined(separator: ", "))}")
    }
    if !handlers.isEmpty { lines.append("handlers:") }
    for (name, settings) in handlers.sorted(by: { $0.key < $1.key }) {
      lines.append("  \(name): {\(Self.members(of: settings).joined(separator: ", "))}")
    }
    if !executors.isEmpty { lines.append("executors:") }
    for (name, settings) in executors.sorted(by: { $0.key < $1.key }) {
      lines.append("  \(name): {threads: \(settings.threads)}")
    }
    return lines.joined(separator: "\n")
  }

  /// Whether the value is a text that somebody has chosen freely: it may look like anything.
  private static func isFree(_ setting: ConfigSetting) -> Bool {
    [.dataDirectory, .socketGroup, .tokensFile].contains(setting)
  }

  /// A text as it is where YAML reads the same text from it, else quoted.
  static func scalar(_ text: String) -> String {
    let isPlain = text.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "/"), UInt8(ascii: "."), UInt8(ascii: "_"),
        UInt8(ascii: "-"):
        true
      default: false
      }
    }
    let isWord = text.utf8.first.map { $0 == UInt8(ascii: "/") || $0 >= UInt8(ascii: "A") } ?? false
    let hasMeaning = SettingReader.truth(text) != nil || text.lowercased() == "null"
    return isPlain && isWord && !hasMeaning ? text : quoted(text)
  }

  /// Quoted as JSON, which is YAML too.
  private static func quoted(_ text: String) -> String {
    var writer = JSONWriter(capacity: text.utf8.count + 2)
    writer.string(text)
    return writer.text
  }

  static func list(_ items: [String]) -> String {
    "[\(items.map(quoted).joined(separator: ", "))]"
  }
}
