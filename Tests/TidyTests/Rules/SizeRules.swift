// How much one protocol may ask for, and how much one type of the store may do.

extension TidyRule {
  /// Who needs two things of a store should not have to name sixty.
  static let protocolSize = TidyRule(
    name: "a protocol asks for a dozen things at most",
    check: { files in
      files.filter(\.isSource).flatMap { file in
        blocks(of: "protocol", in: file).compactMap { block in
          let count = block.lines.count { holdsMember($0, at: 2, "func") || holdsMember($0, at: 2, "var") }
          if count <= requirementsMax { return nil }
          return Finding(
            path: file.path, line: block.line,
            advice: "\(block.name) asks for \(count) things, at most \(requirementsMax): split it by who needs what")
        }
      }
    },
    bad: [
      SourceFile(
        path: "Sources/JobCore/Store/JobStore.swift",
        text: "protocol JobStore {\n" + String(repeating: "  func verb()\n", count: 13) + "}\n")
    ],
    good: [
      SourceFile(
        path: "Sources/JobCore/Store/JobStore.swift",
        text: "protocol JobStore {\n" + String(repeating: "  func verb()\n", count: 12) + "}\n")
    ])

  /// A type that everything is an extension of is a namespace with state.
  static let storeTypeMethods = TidyRule(
    name: "no type of the store has over forty methods, or is in over six files",
    check: { files in largest(in: files, \.methods, "methods") + largest(in: files, \.files, "files") },
    bad: [
      SourceFile(
        path: "Sources/JobCore/SQLite/Verbs.swift",
        text: "final class Verbs {\n" + String(repeating: "  func verb() {}\n", count: 20) + "}\n"),
      SourceFile(
        path: "Sources/JobCore/SQLite/Verbs+More.swift",
        text: "extension Verbs {\n" + String(repeating: "  private func verb() {}\n", count: 21) + "}\n"),
    ],
    good: [
      SourceFile(
        path: "Sources/JobCore/SQLite/Verbs.swift",
        text: "final class Verbs {\n" + String(repeating: "  func verb() {}\n", count: 40) + "}\n")
    ])

  /// A plain value, a struct that does nothing, may have as many as there are facts.
  static let storeTypeProperties = TidyRule(
    name: "no type of the store has over eight properties",
    check: { files in largest(in: files, \.properties, "properties") },
    bad: [
      SourceFile(
        path: "Sources/JobCore/Transaction/State.swift",
        text: "struct State {\n" + String(repeating: "  var fact = 1\n", count: 9) + "  func verb() {}\n}\n")
    ],
    good: [
      SourceFile(
        path: "Sources/JobCore/Transaction/Facts.swift",
        text: "struct Facts {\n" + String(repeating: "  var fact: Int\n", count: 9) + "}\n"),
      SourceFile(
        path: "Sources/JobCore/Transaction/State.swift",
        text: "struct State {\n" + String(repeating: "  var isFact: Bool { 1 == 1 }\n  static let one = 1\n", count: 9)
          + "  func verb() {}\n}\n"),
    ])

  /// Those that have more of something than they may, or less than is said of them.
  private static func largest(
    in files: [SourceFile], _ figure: KeyPath<StoreTypeSize, Int>, _ what: String
  ) -> [Finding] {
    sizes(of: files.filter(isStore)).sorted { $0.key < $1.key }.compactMap { name, found in
      let said = Ratchets.storeTypes[name]
      let (count, most) = (found.size[keyPath: figure], (said ?? StoreTypeSize())[keyPath: figure])
      if count > most {
        return Finding(path: found.path, line: 1, advice: "\(name) has \(count) \(what), at most \(most): split it")
      }
      if said != nil && count < most {
        return Finding(path: found.path, line: 1, advice: "\(name) has \(count) \(what) now: say so in Ratchets.swift")
      }
      return nil
    }
  }

  /// Of each type that the store declares or extends.
  private static func sizes(of files: [SourceFile]) -> [String: (size: StoreTypeSize, path: String)] {
    var found: [String: (size: StoreTypeSize, path: String)] = [:]
    var plain: [String: Int] = [:]
    for file in files {
      var names: Set<String> = []
      for kind in ["extension", "struct", "class", "enum", "actor"] {
        // What lists of it do is not its own.
        for block in blocks(of: kind, in: file) where !file.code[block.line - 1].contains("[") {
          names.insert(block.name)
          let size = found[block.name]?.size ?? StoreTypeSize(properties: 0, methods: 0, files: 0)
          let properties = kind == "extension" ? 0 : block.lines.count(where: holdsStored)
          if kind == "struct" { plain[block.name] = properties }
          let methods = block.lines.count { holdsMember($0, at: 2, "func") }
          found[block.name] = (
            StoreTypeSize(properties: size.properties + properties, methods: size.methods + methods, files: size.files),
            found[block.name]?.path ?? file.path
          )
        }
      }
      for name in names { found[name]?.size.files += 1 }
    }
    for (name, properties) in plain where found[name]?.size.methods == 0 { found[name]?.size.properties -= properties }
    return found
  }

  private static let requirementsMax = Ratchets.protocolRequirements

  private static func isStore(_ file: SourceFile) -> Bool {
    file.path.hasPrefix("Sources/JobCore/SQLite/") || file.path.hasPrefix("Sources/JobCore/Transaction/")
  }

  /// Whether a line declares a member of a block that stands at the margin, by its indentation.
  private static func holdsMember(_ line: String, at indent: Int, _ keyword: String) -> Bool {
    let spaces = line.prefix { $0 == " " }.count
    return spaces == indent && SourceFile.words(in: line).contains(keyword)
  }

  /// Whether a line declares a stored property of a block that stands at the margin.
  private static func holdsStored(_ line: String) -> Bool {
    guard holdsMember(line, at: 2, "var") || holdsMember(line, at: 2, "let"),
      !SourceFile.words(in: line).contains("static")
    else { return false }
    return !line.prefix { $0 != "=" }.contains("{")
  }

  /// The declarations of a kind that begin at the margin, with the lines up to the brace at the margin.
  private static func blocks(
    of kind: String, in file: SourceFile
  ) -> [(name: String, line: Int, lines: ArraySlice<String>)] {
    file.code.indices.compactMap { index in
      let line = file.code[index]
      guard let first = line.first, !first.isWhitespace, !line.hasPrefix("import "),
        SourceFile.line(line, holds: kind)
      else { return nil }
      let words = SourceFile.words(in: line)
      guard let place = words.firstIndex(of: kind), place + 1 < words.count else { return nil }
      let end = file.code[index...].firstIndex { $0.hasPrefix("}") } ?? file.code.endIndex
      return (words[place + 1], index + 1, file.code[index..<end].dropFirst())
    }
  }
}
