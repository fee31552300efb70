// Reads the configuration file into flat keys with their line numbers, and finds keys that mean nothing. JSON is read
// by the YAML parser too, for its line numbers, after a strict JSON parser has accepted it.

import JobWire
import Yams

/// A configuration file, flattened: `limits: {body: 1MiB}` is `limits.body`.
struct ConfigFile {
  let path: String
  private(set) var values: [String: ConfigText] = [:]
  private(set) var lines: [String: Int] = [:]
  /// What is named in each of `ConfigSetting.namedSections`, in file order.
  private(set) var names: [String: [String]] = [:]
  private(set) var problems: [ConfigError.Problem] = []

  /// - Errors: unreadable, unknown format or malformed; wrong keys are collected in `problems`.
  init(path: String) throws(ConfigError) {
    self.path = path
    let text = try Self.contents(of: path)
    do {
      guard let root = try Yams.compose(yaml: text), root.string != "" || root.mapping != nil else { return }
      guard let mapping = root.mapping else {
        throw ConfigError.malformed(path: path, reason: "the top level must be keys and values")
      }
      read(mapping, prefix: [])
    } catch let error as ConfigError {
      throw error
    } catch {
      throw .malformed(path: path, reason: Self.oneLine(error))
    }
  }

  /// Where a key was written, for error messages.
  func source(of key: String) -> String {
    lines[key].map { "\(path) line \($0)" } ?? path
  }

  private static func contents(of path: String) throws(ConfigError) -> String {
    let isJSON = path.hasSuffix(".json")
    guard isJSON || path.hasSuffix(".yaml") || path.hasSuffix(".yml") else { throw .unknownFormat(path: path) }
    let bytes = try ConfigBytes.read(path)
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw .malformed(path: path, reason: "it is not UTF-8")
    }
    guard isJSON else { return text }
    do throws(JSONError) {
      _ = try JSONReader.parse(bytes)
    } catch {
      throw .malformed(path: path, reason: "\(error)")
    }
    return text
  }

  private mutating func read(_ mapping: Node.Mapping, prefix: [String]) {
    for (keyNode, value) in mapping {
      let path = prefix + [keyNode.string ?? "?"]
      let key = path.joined(separator: ".")
      lines[key] = keyNode.mark?.line
      let isEmpty = value.scalar.map(Self.isNull) ?? false
      guard isKnown(path, isSection: value.mapping != nil) || isEmpty && isKnown(path, isSection: true) else {
        problems.append(unknown(key, depth: path.count))
        continue
      }
      if prefix.count == 1, ConfigSetting.namedSections[prefix[0]] != nil {
        names[prefix[0], default: []].append(path[1])
      }
      switch value {
      case .mapping(let inner):
        read(inner, prefix: path)
      case .sequence(let list):
        values[key] = Self.text(of: list, at: path)
        if values[key] == nil { refuse(key, "must be a list of texts", hint: "Write [TEXT, TEXT].") }
      case .scalar(let scalar):
        if !Self.isNull(scalar) { values[key] = .one(scalar.string) }
      case .alias:
        refuse(key, "aliases are not supported", hint: "Write the value itself.")
      }
    }
  }

  /// A list of texts, or of objects where they are meant; nil if it is something else.
  private static func text(of list: Node.Sequence, at path: [String]) -> ConfigText? {
    let texts = list.compactMap(\.scalar?.string)
    if texts.count == list.count { return .many(texts) }
    guard ConfigSetting.isObjectList(path) else { return nil }
    let objects = list.compactMap(Self.value)
    return objects.count == list.count ? .objects(objects) : nil
  }

  /// Whatever stands in an object is a text, as elsewhere in the file.
  private static func value(_ node: Node) -> JSONValue? {
    switch node {
    case .scalar(let scalar): return isNull(scalar) ? .null : .string(scalar.string)
    case .sequence(let list):
      let values = list.compactMap(value)
      return values.count == list.count ? .array(values) : nil
    case .mapping(let mapping):
      let members = mapping.compactMap { key, node in value(node).map { JSONMember(name: key.string ?? "?", value: $0) }
      }
      return members.count == mapping.count ? .object(members) : nil
    case .alias: return nil
    }
  }

  private func isKnown(_ path: [String], isSection: Bool) -> Bool {
    if let members = path.first.flatMap({ ConfigSetting.namedSections[$0] }) {
      switch path.count {
      case 1, 2: return isSection
      default: return path.count == 3 && !isSection && members.contains(path[2])
      }
    }
    let key = path.joined(separator: ".")
    if !isSection && ConfigSetting.isObjectList(path) { return true }
    return isSection ? ConfigSetting.sections.contains(key) : ConfigSetting.all.contains { $0.key == key }
  }

  private func unknown(_ key: String, depth: Int) -> ConfigError.Problem {
    let section = key.split(separator: ".").first.map(String.init) ?? ""
    let members = depth == 3 ? ConfigSetting.namedSections[section] : nil
    let names =
      members ?? ConfigSetting.all.map(\.key) + [ConfigSetting.defaultCallbacksKey] + ConfigSetting.sections
      + ConfigSetting.namedSections.keys.sorted()
    let word = members == nil ? key : String(key.split(separator: ".").last ?? "")
    let nearest = NameHint.closest(to: word, among: names)
    return ConfigError.Problem(
      key: key, source: source(of: key), reason: "there is no such setting here",
      hint: nearest.map { "Did you mean \($0)?" } ?? "docs/configuration.md lists every setting.")
  }

  private mutating func refuse(_ key: String, _ reason: String, hint: String) {
    problems.append(ConfigError.Problem(key: key, source: source(of: key), reason: reason, hint: hint))
  }

  /// `key:` and `key: null` mean the default; a quoted "null" is a text.
  private static func isNull(_ scalar: Node.Scalar) -> Bool {
    scalar.style == .plain && ["", "~", "null"].contains(scalar.string)
  }

  private static func oneLine(_ error: any Error) -> String {
    "\(error)".split(whereSeparator: \.isNewline).map { $0.drop(while: \.isWhitespace) }.joined(separator: " ")
  }
}
