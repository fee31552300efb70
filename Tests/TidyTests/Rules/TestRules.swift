// Tests that silently do not run, or that wait for time instead of for what they test.

extension TidyRule {
  /// A function named like a test, or a suite, without `@Test` never runs.
  static let testAttribute = TidyRule(
    name: "every test has @Test",
    check: { files in
      files.filter(\.isTest).flatMap { file -> [Finding] in
        let loose = file.code.indices.filter { index in
          guard SourceFile.line(file.code[index], holds: "func"),
            file.code[index].firstMatch(of: /\bfunc\s+test[A-Z_]/) != nil
          else { return false }
          return !file.code[max(0, index - 3)...index].contains { $0.contains("@Test") }
        }.map { Finding(path: file.path, line: $0 + 1, advice: "mark it @Test, or it never runs") }
        let suite = file.code.firstIndex { $0.contains("@Suite") }
        let isEmptySuite = !file.code.contains { $0.contains("@Test") }
        let empty = suite.map { Finding(path: file.path, line: $0 + 1, advice: "a suite without a single @Test") }
        return loose + (isEmptySuite ? empty.map { [$0] } ?? [] : [])
      }
    },
    bad: [
      SourceFile(path: "Tests/JobCoreTests/ATests.swift", text: "func testThatItWorks() {}"),
      SourceFile(path: "Tests/JobCoreTests/BTests.swift", text: "@Suite struct BTests {}"),
    ],
    good: [
      SourceFile(path: "Tests/JobCoreTests/ATests.swift", text: "@Suite struct ATests {\n@Test func itWorks() {}\n}")
    ])

  /// A sleep is either too short or too long; wait for the thing itself.
  static let sleepingTests = TidyRule(
    name: "tests do not sleep",
    check: { files in
      files.filter { $0.isTest && !waitingRooms.contains($0.path) }.flatMap { file in
        file.codeLineNumbers(holding: "sleep", matching: sleeps).filter { !file.isJustified(atLine: $0) }.map {
          Finding(
            path: file.path, line: $0,
            advice: "wait for what you expect (a signal, `eventually(within:)`), or say `Safe:` and why just above")
        }
      }
    },
    bad: [SourceFile(path: "Tests/JobCoreTests/ATests.swift", text: "try await Task.sleep(for: .seconds(1))")],
    good: [SourceFile(path: "Tests/JobCoreTests/ATests.swift", text: "run(\"sleep(1)\")  // Task.sleep is banned")])

  private static var sleeps: some RegexComponent {
    /\bTask\.sleep|\bThread\.sleep|(^|[^.\w])(sleep|usleep|nanosleep)\(/
  }

  /// The one place that polls on behalf of all tests.
  private static let waitingRooms: Set<String> = ["Tests/TestSupport/Eventually.swift"]
}
