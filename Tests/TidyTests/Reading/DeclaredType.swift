// Which types a file declares, read from its code without a parser: enough for rules about names.

/// The types declared in a file.
enum DeclaredType {
  /// Names declared without indentation, so not nested in another type.
  static func topLevelNames(in file: SourceFile, exceptPrivate: Bool = false) -> [String] {
    file.code.compactMap { line in
      guard let first = line.first, !first.isWhitespace else { return nil }
      if exceptPrivate, line.hasPrefix("private ") || line.hasPrefix("fileprivate ") { return nil }
      return name(declaredBy: line)
    }
  }

  /// Names declared anywhere in the file, nested ones included.
  static func names(in file: SourceFile) -> [String] {
    file.code.compactMap(name(declaredBy:))
  }

  /// The types the file extends, by the last part of their name: `extension A.B` extends B.
  static func extended(in file: SourceFile) -> [String] {
    file.code.compactMap { line in
      guard SourceFile.line(line, holds: "extension") else { return nil }
      return line.firstMatch(of: /\bextension\s+(?:\w+\.)*(\w+)/).map { String($0.output.1) }
    }
  }

  private static func name(declaredBy line: String) -> String? {
    guard keywords.contains(where: { SourceFile.line(line, holds: $0) }) else { return nil }
    let pattern =
      #/
      ^\s*
      (?: (?: @[\w()]+ | public | package | internal | fileprivate | private | final | indirect | nonisolated ) \s+ )*
      (?: struct | class | enum | actor | protocol | typealias ) \s+ (\w+)
      /#
    return line.prefixMatch(of: pattern).map { String($0.output.1) }
  }

  private static let keywords = ["struct ", "class ", "enum ", "actor ", "protocol ", "typealias "]
}
