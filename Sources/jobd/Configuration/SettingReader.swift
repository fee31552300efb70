// Reads settings one by one through the layers and turns text into values. Every problem is kept, with the place the
// text came from, so that a configuration with three mistakes is told about all three.

import Configuration
import JobWire
import Synchronization

/// The layers of settings, strongest first: flags, environment, file.
struct SettingReader {
  private let layers: ConfigReader
  private let accesses = AccessRecord()
  private let file: ConfigFile?
  private(set) var problems: [ConfigError.Problem]
  /// Where each setting that was given came from.
  private(set) var sources: [ConfigSetting: String] = [:]

  init(flags: [ConfigSetting: ConfigText], environment: [String: String], file: ConfigFile?) {
    self.file = file
    problems = file?.problems ?? []
    let ours = environment.filter { $0.key.hasPrefix("JOBD_") && !$0.value.isEmpty }
    let stripped = ours.map { (String($0.key.dropFirst("JOBD_".count)), $0.value) }
    let flagKeys = flags.map { ($0.key.key, $0.value) }
    layers = ConfigReader(
      providers: [
        Self.provider(Self.flagLayer, flagKeys),
        EnvironmentVariablesProvider(environmentVariables: Dictionary(uniqueKeysWithValues: stripped)),
        Self.provider(Self.fileLayer, file?.values.map { ($0.key, $0.value) } ?? []),
      ], accessReporter: accesses)
  }

  /// The setting's value, or `fallback` when nobody gave one or what was given is wrong.
  mutating func value<Value>(_ setting: ConfigSetting, or fallback: Value, parse: (String) -> Value?) -> Value {
    guard let text = text(of: setting) else { return fallback }
    if let value = parse(text) { return value }
    refuse(setting, text)
    return fallback
  }

  mutating func integer(_ setting: ConfigSetting, or fallback: Int, in range: ClosedRange<Int>) -> Int {
    value(setting, or: fallback) { text in Int(text).flatMap { range.contains($0) ? $0 : nil } }
  }

  mutating func bytes(_ setting: ConfigSetting, or fallback: Int64, in range: ClosedRange<Int64>) -> Int64 {
    value(setting, or: fallback) { text in
      ByteCount(parsing: text).flatMap { range.contains($0.bytes) ? $0.bytes : nil }
    }
  }

  /// - Units: microseconds.
  mutating func duration(_ setting: ConfigSetting, or fallback: Int64, in range: ClosedRange<Int64>) -> Int64 {
    value(setting, or: fallback) { text in
      do throws(WireDuration.Failure) {
        let micros = try WireDuration(parsing: text).micros
        return range.contains(micros) ? micros : nil
      } catch {
        return nil
      }
    }
  }

  mutating func flag(_ setting: ConfigSetting, or fallback: Bool) -> Bool {
    value(setting, or: fallback, parse: Self.truth)
  }

  /// The items of a list, each parsed; `fallback` when the setting was not given.
  mutating func list<Value, Failure: Error>(
    _ setting: ConfigSetting, or fallback: @autoclosure () -> [Value], max: Int,
    parse: (String) throws(Failure) -> Value
  ) -> [Value] {
    let texts = layers.stringArray(forKey: ConfigKey(setting.key))
    guard note(setting), let texts else { return fallback() }
    if texts.isEmpty || texts.count > max { refuse(setting, "\(texts.count) entries") }
    return texts.compactMap { text in
      do throws(Failure) {
        return try parse(text)
      } catch {
        problems.append(
          ConfigError.Problem(
            key: setting.key, source: sources[setting] ?? "", reason: "\(error)", hint: "Allowed: \(setting.range)."))
        return nil
      }
    }
  }

  /// A setting of something named in the file: `queues.video.slots`.
  mutating func member<Value>(_ name: String, _ member: String, expected: String, parse: (ConfigText) -> Value?)
    -> Value?
  {
    let key = "\(name).\(member)"
    guard let file, let given = file.values[key] else { return nil }
    if let value = parse(given) { return value }
    problems.append(
      ConfigError.Problem(
        key: key, source: file.source(of: key), reason: "this cannot be used", hint: "Allowed: \(expected)."))
    return nil
  }

  /// Records a problem that only shows when settings are seen together.
  mutating func refuse(key: String, reason: String, hint: String) {
    problems.append(
      ConfigError.Problem(key: key, source: file?.source(of: key) ?? "", reason: reason, hint: hint))
  }

  /// Whether something is known to be wrong with `key`.
  func hasProblem(_ key: String) -> Bool {
    problems.contains { $0.key == key }
  }

  /// yes, no, true, false, 1, 0, on, off.
  static func truth(_ text: String) -> Bool? {
    switch text.lowercased() {
    case "yes", "true", "1", "on": true
    case "no", "false", "0", "off": false
    default: nil
    }
  }

  private mutating func text(of setting: ConfigSetting) -> String? {
    let text = layers.string(forKey: ConfigKey(setting.key))
    return note(setting) ? text : nil
  }

  /// Notes who answered the last access; false when the answer was of the wrong kind, which is then a problem.
  private mutating func note(_ setting: ConfigSetting) -> Bool {
    guard let answer = accesses.last else { return true }
    sources[setting] = source(of: setting, layer: answer.layer)
    if answer.isWrongKind { refuse(setting, "a list") }
    return !answer.isWrongKind
  }

  private mutating func refuse(_ setting: ConfigSetting, _ text: String) {
    problems.append(
      ConfigError.Problem(
        key: setting.key, source: sources[setting] ?? "", reason: "\"\(text)\" cannot be used",
        hint: "Allowed: \(setting.range)."))
  }

  private func source(of setting: ConfigSetting, layer: String) -> String {
    if layer.contains("[\(Self.flagLayer)]") {
      return "--" + String(setting.key.map { $0 == "_" || $0 == "." ? "-" : $0 })
    }
    return layer.contains("[\(Self.fileLayer)]") ? file?.source(of: setting.key) ?? "" : setting.environmentName
  }

  private static let flagLayer = "flags"
  private static let fileLayer = "file"

  /// Settings that are lists even when one value stands alone.
  private static let lists = [
    ConfigSetting.listen.key, ConfigSetting.runAsUsers.key, ConfigSetting.allowedHosts.key, ConfigSetting.origins.key,
  ]

  private static func provider(_ name: String, _ values: [(String, ConfigText)]) -> InMemoryProvider {
    let pairs = values.compactMap { key, text -> (AbsoluteConfigKey, ConfigValue)? in
      let content: ConfigContent
      switch text {
      case .one(let one) where lists.contains(key): content = .stringArray([one])
      case .one(let one): content = .string(one)
      case .many(let many): content = .stringArray(many)
      // Only things that are named in the file have them, and those are read from the file itself.
      case .objects: return nil
      }
      return (AbsoluteConfigKey(key.split(separator: ".").map(String.init)), ConfigValue(content, isSecret: false))
    }
    return InMemoryProvider(name: name, values: Dictionary(pairs) { first, _ in first })
  }
}

/// Remembers which layer answered the last access: a plain read gives nil both for "no layer" and for "wrong kind".
private final class AccessRecord: AccessReporter {
  struct Answer {
    let layer: String
    let isWrongKind: Bool
  }

  private let answer = Mutex<Answer?>(nil)

  /// Nil when no layer had the setting.
  var last: Answer? { answer.withLock { $0 } }

  func report(_ event: AccessEvent) {
    let answers = event.providerResults.compactMap { result -> Answer? in
      switch result.result {
      case .success(let found): found.value.map { _ in Answer(layer: result.providerName, isWrongKind: false) }
      case .failure: Answer(layer: result.providerName, isWrongKind: true)
      }
    }
    answer.withLock { $0 = answers.first }
  }
}
