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
    name: "every policy, and every rule of a transaction, has its test",
    check: { files in
      let tests = Set(files.filter(\.isTest).map(\.path))
      let rules = files.filter { file in
        file.path.hasPrefix("Sources/JobCore/Policy/")
          || file.path.hasPrefix("Sources/JobCore/Transaction/") && decides(file, lines: 1)
      }
      return rules.filter { !tests.contains(mirror(of: $0)) }.map { file in
        Finding(path: file.path, line: 1, advice: "write \(mirror(of: file))")
      }
    },
    bad: [
      SourceFile(path: "Sources/JobCore/Policy/RetryPolicy.swift", text: "enum RetryPolicy {}"),
      SourceFile(path: "Sources/JobCore/Transaction/Due/Due.swift", text: "func due() {\n  if a { b() }\n}"),
    ],
    good: [
      SourceFile(path: "Sources/JobCore/Policy/RetryPolicy.swift", text: "enum RetryPolicy {}"),
      SourceFile(path: "Tests/JobCoreTests/Policy/RetryPolicyTests.swift", text: "@Suite struct RetryPolicyTests {}"),
      SourceFile(path: "Sources/JobCore/Transaction/Due/Due.swift", text: "func due() {\n  if a { b() }\n}"),
      SourceFile(path: "Tests/JobCoreTests/Transaction/Due/DueTests.swift", text: "@Suite struct DueTests {}"),
      SourceFile(path: "Sources/JobCore/Transaction/Terms.swift", text: "struct Terms {\n  var boot: Int\n}"),
    ])

  /// A test is found where its source is: `Sources/X/A/B+C.swift` has `Tests/XTests/A/BCTests.swift`. Asked of files with
  /// logic alone: a value, a protocol, a list of statements or of bounds has nothing to test by itself.
  static let mirroredTests = TidyRule(
    name: "of each target, so many files with logic have a test of the same path",
    check: { files in
      let tests = Set(files.filter(\.isTest).map(\.path))
      let logic = files.filter { $0.isSource && decides($0, lines: 4) }
      return Dictionary(grouping: logic, by: \.target).sorted { $0.key < $1.key }.compactMap { target, files in
        let missing = files.filter { !tests.contains(mirror(of: $0)) }
        let percent = (files.count - missing.count) * 100 / files.count
        let floor = Ratchets.mirroredPercent[target] ?? Ratchets.mirroredPercentOfNewTargets
        guard percent < floor, let first = missing.first else { return nil }
        let figure = "\(files.count - missing.count) of \(files.count) files with logic (\(percent) %) of \(target)"
        return Finding(
          path: first.path, line: 1,
          advice: "\(figure) have a test of their path, of \(floor) %; write \(mirror(of: first)), or move it there")
      }
    },
    bad: [
      SourceFile(
        path: "Sources/CivilCalendar/Days/Day+Name.swift",
        text: "func f() {\n  if a { return }\n  guard b else { return }\n  for c in d { c() }\n  while e {}\n}")
    ],
    good: [
      SourceFile(
        path: "Sources/CivilCalendar/Days/Day+Name.swift",
        text: "func f() {\n  if a { return }\n  guard b else { return }\n  for c in d { c() }\n  while e {}\n}"),
      SourceFile(path: "Tests/CivilCalendarTests/Days/DayNameTests.swift", text: "@Suite struct DayNameTests {}"),
      SourceFile(
        path: "Sources/CivilCalendar/Days/Month.swift",
        text: "struct Month {\n  func f(for a: Int) {}\n  // if if if if\n}"),
    ])

  /// Whether a file decides or repeats on so many lines, or more.
  private static func decides(_ file: SourceFile, lines count: Int) -> Bool {
    let deciding = file.code.lazy.filter { line in
      SourceFile.line(line, holds: "??")
        || SourceFile.words(in: line).contains {
          decisions.contains($0) || $0 == "for" && SourceFile.line(line, holds: "for ")
        }
    }
    return deciding.prefix(count).count == count
  }

  private static let decisions: Set<String> = ["if", "guard", "switch", "while", "repeat", "catch"]

  private static func mirror(of file: SourceFile) -> String {
    let folder = file.parts.dropFirst(2).dropLast().map { "\($0)/" }.joined()
    return "Tests/\(file.target)Tests/\(folder)\(file.stem.replacing("+", with: ""))Tests.swift"
  }

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

  /// What SQLTests asks of all statements, it asks of those that are listed.
  static let listedSQL = TidyRule(
    name: "a list of statements is whole",
    check: { files in
      files.filter { $0.path.hasPrefix("Sources/JobCore/SQLite/SQL/") }.flatMap { file in
        let list = file.code.firstIndex { SourceFile.line($0, holds: "static let all = ") } ?? file.code.endIndex
        let listed = Set(file.code[list...].flatMap { SourceFile.words(in: $0) })
        return file.code[..<list].indices.compactMap { index -> Finding? in
          let line = file.code[index]
          guard line.hasPrefix("  static let "), line.firstMatch(of: /= \w+\(/) != nil else { return nil }
          guard let name = SourceFile.words(in: line).dropFirst(2).first, !listed.contains(name) else { return nil }
          return Finding(path: file.path, line: index + 1, advice: "add \(name) to `all`")
        }
      }
    },
    bad: [
      SourceFile(
        path: "Sources/JobCore/SQLite/SQL/KeySQL.swift",
        text: "enum KeySQL {\n  static let get = NamedSQL(\n  static let set = NamedSQL(\n  static let all = [get]\n}")
    ],
    good: [
      SourceFile(
        path: "Sources/JobCore/SQLite/SQL/KeySQL.swift",
        text: "enum KeySQL {\n  static let get = NamedSQL(\n  static let list = \"\"\n  static let all = [get]\n}")
    ])

  /// What a submitter holds on to is called the same on both sides of the wire, and means the same.
  private static let namesOfTwo: Set<String> = ["JobHandle"]
}
