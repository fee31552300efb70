// How long a file and a function may be. What is over the soft limit stands in a list that may only get shorter.

extension TidyRule {
  /// Over 300 lines a source file asks for its second concept; over 500 it is refused.
  static let fileLength = TidyRule(
    name: "files stay short",
    check: { files in
      let limits = Ratchets.fileLines
      return files.compactMap { file in
        let soft = file.isTest ? fileLinesMax : limits[file.path] ?? fileLinesQuestion
        if file.lineCount > min(soft, fileLinesMax) {
          return Finding(path: file.path, line: 1, advice: "\(file.lineCount) lines; give its second concept a file")
        }
        if limits[file.path] != nil && file.lineCount <= fileLinesQuestion {
          return Finding(path: file.path, line: 1, advice: "short again; take it off the list in Ratchets.swift")
        }
        return nil
      }
    },
    bad: [
      SourceFile(path: "Sources/JobCore/Model/Job.swift", text: String(repeating: "let x = 1\n", count: 301))
    ],
    good: [
      SourceFile(path: "Sources/JobCore/Model/Job.swift", text: String(repeating: "let x = 1\n", count: 300))
    ])

  /// A function fits on one screen.
  static let functionLength = TidyRule(
    name: "functions fit on a screen",
    check: { files in
      files.flatMap { file in
        functions(in: file).compactMap { function in
          let limit = Ratchets.functionLines["\(file.path) \(function.name)"] ?? functionLinesMax
          if function.lines <= limit { return nil }
          return Finding(
            path: file.path, line: function.line,
            advice: "\(function.name) has \(function.lines) lines, at most \(limit); a block that needs a comment "
              + "is a function")
        }
      }
    },
    bad: [
      SourceFile(
        path: "Sources/JobCore/A.swift", text: "func long() {\n" + String(repeating: "step()\n", count: 69) + "}\n")
    ],
    good: [
      SourceFile(
        path: "Sources/JobCore/A.swift", text: "func long() {\n" + String(repeating: "step()\n", count: 68) + "}\n")
    ])

  /// One or two sentences at the top say what the file is and where in the flow it stands.
  static let openingComment = TidyRule(
    name: "a file opens with a sentence about itself",
    check: { files in
      files.filter { $0.stem != "Placeholder" }.compactMap { file in
        let first = file.lines.first { !$0.isEmpty } ?? ""
        let isSentence = first.hasPrefix("// ") && !first.hasPrefix("// swift-") && first.count > 20
        return isSentence
          ? nil : Finding(path: file.path, line: 1, advice: "open with `// ` and a sentence: what it is, its place")
      }
    },
    bad: [SourceFile(path: "Sources/JobCore/Model/Job.swift", text: "import Foundation\nstruct Job {}")],
    good: [SourceFile(path: "Sources/JobCore/Model/Job.swift", text: "// The record of a job.\nstruct Job {}")])

  private static let fileLinesQuestion = 300
  private static let fileLinesMax = 500
  private static let functionLinesMax = 70

  /// The functions of a file with their first line and length, by counting braces from each `func` or `init`.
  private static func functions(in file: SourceFile) -> [(name: String, line: Int, lines: Int)] {
    file.code.indices.compactMap { index in
      let declaration = /^\s*(?:[\w@()]+\s+)*(?:func\s+([^\s(<]+)|(init)\??\s*[<(])/
      guard SourceFile.line(file.code[index], holds: "func ") || SourceFile.line(file.code[index], holds: "init"),
        let match = file.code[index].prefixMatch(of: declaration)
      else { return nil }
      guard let length = bodyLines(from: index, in: file.code) else { return nil }
      return (String(match.output.1 ?? match.output.2 ?? "init"), index + 1, length)
    }
  }

  /// Lines from the declaration to the brace that closes its body; nil when it has no body (a requirement).
  private static func bodyLines(from start: Int, in code: [String]) -> Int? {
    var depth = 0
    var parentheses = 0
    for index in start..<code.count {
      if index > start && depth == 0 && parentheses == 0 && !continues(code[index]) { return nil }
      for character in code[index] {
        switch character {
        case "(": parentheses += 1
        case ")": parentheses -= 1
        case "{" where parentheses == 0 || depth > 0: depth += 1
        case "}" where depth > 0:
          depth -= 1
          if depth == 0 { return index - start + 1 }
        default: break
        }
      }
    }
    return nil
  }

  /// Whether a line can still belong to a declaration whose body has not begun.
  private static func continues(_ line: String) -> Bool {
    line.firstMatch(of: /^\s*(\{|->|where\b|async\b|throws\b|\)|$)/) != nil
  }
}
