// What has to have its counterpart: names that mean one thing, policies with their tests, statements that are looked at.

extension TidyRule {
  /// Two types of one name have to be told apart by everybody who reads both targets.
  static let uniqueNames = TidyRule(
    name: "a type's name is declared once in the package",
    check: { files in
      var homes: [String: [String]] = [:]
      for file in files where file.isSource {
        for name in Set(DeclaredType.topLevelNames(in: file, exceptPrivate: true)) {
          homes[name, default: []].append(file.path)
        }
      }
      let twice = homes.filter { $0.value.count > 1 && !namesOfTwo.contains($0.key) }
      return twice.sorted { $0.key < $1.key }.flatMap { name, paths in
        paths.map { path in
          let others = paths.filter { $0 != path }.joined(separator: ", ")
          return Finding(path: path, line: 1, advice: "\(name) is declared in \(others) as well; name what it means")
        }
      }
    },
    bad: [
      SourceFile(path: "Sources/JobCore/Model/JobPage.swift", text: "struct JobPage {}"),
      SourceFile(path: "Sources/JobWire/Jobs/JobPage.swift", text: "public struct JobPage {}"),
    ],
    good: [
      SourceFile(path: "Sources/JobCore/Model/JobPage.swift", text: "struct JobPage {}\nprivate struct Cut {}"),
      SourceFile(path: "Sources/JobWire/Jobs/JobList.swift", text: "public struct JobList {}\nprivate struct Cut {}"),
    ])

  /// A rule that decides about jobs is tested by itself, not only through what applies it.
  static let policyTests = TidyRule(
    name: "every policy has its test",
    check: { files in
      let tests = Set(files.filter(\.isTest).map(\.path))
      return files.filter { $0.path.hasPrefix("Sources/JobCore/Policy/") }.compactMap { file in
        let test = "Tests/JobCoreTests/Policy/\(file.stem)Tests.swift"
        return tests.contains(test) ? nil : Finding(path: file.path, line: 1, advice: "write \(test)")
      }
    },
    bad: [SourceFile(path: "Sources/JobCore/Policy/RetryPolicy.swift", text: "enum RetryPolicy {}")],
    good: [
      SourceFile(path: "Sources/JobCore/Policy/RetryPolicy.swift", text: "enum RetryPolicy {}"),
      SourceFile(path: "Tests/JobCoreTests/Policy/RetryPolicyTests.swift", text: "@Suite struct RetryPolicyTests {}"),
    ])

  /// Statements that SQLTests does not know are neither prepared nor asked which index they use.
  static let preparedSQL = TidyRule(
    name: "SQLTests knows every list of statements",
    check: { files in
      let known = files.filter { $0.isTest && $0.stem == "SQLTests" }.flatMap(\.code).joined(separator: "\n")
      return files.filter { $0.isSource && $0.target == "JobCore" && $0.stem.hasSuffix("SQL") }.compactMap { file in
        let hasStatements = file.code.contains { SourceFile.line($0, holds: "NamedSQL(") }
        guard hasStatements, !SourceFile.words(in: known).contains(file.stem) || !known.contains("\(file.stem).all")
        else { return nil }
        return Finding(path: file.path, line: 1, advice: "add \(file.stem).all to the list in SQLTests")
      }
    },
    bad: [
      SourceFile(
        path: "Sources/JobCore/SQLite/SQL/KeySQL.swift",
        text: "enum KeySQL {\n  static let get = NamedSQL(\"key.get\")\n}"),
      SourceFile(path: "Tests/JobCoreTests/SQLTests.swift", text: "let all = JobSQL.all + MonkeySQL.all"),
    ],
    good: [
      SourceFile(
        path: "Sources/JobCore/SQLite/SQL/KeySQL.swift",
        text: "enum KeySQL {\n  static let get = NamedSQL(\"key.get\")\n}"),
      SourceFile(path: "Tests/JobCoreTests/SQLTests.swift", text: "let all = JobSQL.all + KeySQL.all"),
    ])

  /// What a submitter holds on to is called the same on both sides of the wire, and means the same.
  private static let namesOfTwo: Set<String> = ["JobHandle"]
}
