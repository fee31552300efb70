// What an embedder reads: every public symbol of JobCore is to say what it is.

import Foundation

extension TidyRule {
  /// A public symbol has a comment for documentation. Files from before this rule may have some without; never more.
  static let documented = TidyRule(
    name: "public symbols of JobCore are documented",
    check: { files in
      files.filter { $0.path.hasPrefix("Sources/JobCore/") }.compactMap { file in
        let bare = undocumented(in: file)
        let limit = Ratchets.undocumented[file.path] ?? 0
        if bare.count > limit {
          return Finding(
            path: file.path, line: bare.first ?? 1,
            advice: "\(bare.count) public symbols have no `///`, \(limit) are known; say what the new one is")
        }
        if bare.count < limit {
          return Finding(
            path: file.path, line: 1, advice: "only \(bare.count) left without `///`; lower it in Ratchets.swift")
        }
        return nil
      }
    },
    bad: [SourceFile(path: "Sources/JobCore/A.swift", text: "// The A of it.\npublic struct A {}\n")],
    good: [SourceFile(path: "Sources/JobCore/A.swift", text: "// The A of it.\n\n/// An A.\npublic struct A {}\n")])

  /// The lines (from 1) of public declarations without a comment above them.
  private static func undocumented(in file: SourceFile) -> [Int] {
    let declaration = /^\s*(@\w+(\([^)]*\))?\s+)*public\s(?!import\b|extension\b)/
    return file.codeLineNumbers(holding: "public", matching: declaration).filter { number in
      var above = number - 2
      while above >= 0, file.lines[above].drop(while: { $0 == " " }).hasPrefix("@") { above -= 1 }
      return above < 0 || !file.lines[above].drop(while: { $0 == " " }).hasPrefix("///")
    }
  }
}
