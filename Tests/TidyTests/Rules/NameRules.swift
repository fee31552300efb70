// A file is found by the name of the type in it, and a name that means anything means nothing.

extension TidyRule {
  /// `Job.swift` declares `Job`; `Job+Coding.swift` extends `Job`, and the topic is capitalised.
  static let fileNames = TidyRule(
    name: "a file is named after the type it declares",
    check: { files in
      files.filter { $0.isSource && $0.stem != "Placeholder" }.compactMap { file in
        let halves = file.stem.split(separator: "+", maxSplits: 1).map(String.init)
        if halves.count == 2 {
          let topicIsCapital = halves[1].first?.isUppercase == true
          if topicIsCapital && DeclaredType.extended(in: file).contains(halves[0]) { return nil }
          return Finding(
            path: file.path, line: 1, advice: "must extend \(halves[0]), and the topic starts with a capital letter")
        }
        if DeclaredType.names(in: file).contains(file.stem) { return nil }
        return Finding(path: file.path, line: 1, advice: "declares no type \(file.stem); name the file after its type")
      }
    },
    bad: [SourceFile(path: "Sources/JobCore/Model/Job.swift", text: "struct Task {}")],
    good: [
      SourceFile(path: "Sources/JobCore/Model/Job.swift", text: "package struct Job {}"),
      SourceFile(path: "Sources/JobCore/Model/Job+Age.swift", text: "extension Job {}"),
    ])

  /// No drawers for everything.
  static let bannedFileNames = TidyRule(
    name: "no Utils, Helpers, Common, Extensions, Misc, Manager",
    check: { files in
      files.filter { $0.stem.firstMatch(of: /(Utils?|Utilities|Helpers?|Common|Extensions|Misc|Manager)$/) != nil }.map
      {
        Finding(path: $0.path, line: 1, advice: "\($0.stem) says nothing; name the one concept in it")
      }
    },
    bad: [SourceFile(path: "Sources/JobCore/Support/StringUtils.swift", text: "enum StringUtils {}")],
    good: [SourceFile(path: "Sources/JobCore/Support/WallClock.swift", text: "struct WallClock {}")])

  /// A type nobody else mentions is dead, unless it is where the program starts or strangers may call it.
  static let unusedFiles = TidyRule(
    name: "every file is used by another one",
    check: { files in
      let sources = files.filter(\.isSource)
      let words = sources.map { file in
        Set(file.code.flatMap(SourceFile.words(in:)))
      }
      return sources.indices.compactMap { index in
        let file = sources[index]
        let isEntry = file.code.contains { $0.contains("@main") || $0.contains("public ") }
        if isEntry || file.stem.contains("+") || file.stem == "Placeholder" { return nil }
        if words.indices.contains(where: { $0 != index && words[$0].contains(file.stem) }) { return nil }
        return Finding(path: file.path, line: 1, advice: "\(file.stem) is mentioned nowhere else; use it or remove it")
      }
    },
    bad: [SourceFile(path: "Sources/JobCore/Model/Job.swift", text: "struct Job {}")],
    good: [
      SourceFile(path: "Sources/JobCore/Model/Job.swift", text: "struct Job {}"),
      SourceFile(path: "Sources/JobCore/JobQueue.swift", text: "public struct JobQueue { let job: Job }"),
    ])
}
