// What those who use the libraries read: every public symbol of JobCore and JobClient is to say what it is.

import Foundation

extension TidyRule {
  /// A public symbol has a comment for documentation; what does not deserve one is not public.
  static let documented = TidyRule(
    name: "public symbols of JobCore and JobClient are documented",
    check: { files in
      files.filter { $0.isSource && libraries.contains($0.target) }.flatMap { file in
        undocumented(in: file).map { number in
          Finding(path: file.path, line: number, advice: "has no `///`; say what it is, or make it package")
        }
      }
    },
    bad: [
      SourceFile(path: "Sources/JobCore/A.swift", text: "// The A of it.\npublic struct A {}\n"),
      SourceFile(path: "Sources/JobClient/A.swift", text: "/// An A.\npublic struct A {\n  public var b: Int\n}\n"),
      SourceFile(path: "Sources/JobClient/B.swift", text: "// A B.\n@frozen\npublic enum B {}\n"),
    ],
    good: [
      SourceFile(path: "Sources/JobCore/A.swift", text: "// The A of it.\n\n/// An A.\npublic struct A {}\n"),
      SourceFile(path: "Sources/JobClient/B.swift", text: "/// A B.\n@frozen\npublic enum B {}\n"),
      SourceFile(path: "Sources/jobctl/C.swift", text: "public struct C {}\n"),
    ])

  /// The targets that are libraries for others.
  private static let libraries: Set<String> = ["JobCore", "JobClient"]

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
