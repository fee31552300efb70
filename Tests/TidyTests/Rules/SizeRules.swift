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
  static let storeTypeSize = TidyRule(
    name: "no type of the store has over forty methods",
    check: { files in
      var methods: [String: (count: Int, path: String)] = [:]
      for file in files where file.path.hasPrefix("Sources/JobCore/") && isStore(file) {
        for kind in ["extension", "struct", "class", "enum", "actor"] {
          for block in blocks(of: kind, in: file) {
            let count = block.lines.count { holdsMember($0, at: 2, "func") }
            methods[block.name, default: (0, file.path)].count += count
          }
        }
      }
      return methods.sorted { $0.key < $1.key }.compactMap { name, found in
        let limit = Ratchets.storeMethods[name] ?? methodsMax
        if found.count > limit {
          return Finding(path: found.path, line: 1, advice: "\(name) has \(found.count) methods, at most \(limit)")
        }
        if Ratchets.storeMethods[name] != nil && found.count <= methodsMax {
          return Finding(path: found.path, line: 1, advice: "\(name) is small again; take it off Ratchets.swift")
        }
        return nil
      }
    },
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

  private static let requirementsMax = 12
  private static let methodsMax = 40

  private static func isStore(_ file: SourceFile) -> Bool {
    file.path.hasPrefix("Sources/JobCore/SQLite/") || file.path.hasPrefix("Sources/JobCore/Transaction/")
  }

  /// Whether a line declares a member of a block that stands at the margin, by its indentation.
  private static func holdsMember(_ line: String, at indent: Int, _ keyword: String) -> Bool {
    let spaces = line.prefix { $0 == " " }.count
    return spaces == indent && SourceFile.words(in: line).contains(keyword)
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
