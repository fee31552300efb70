// Holds the source tree to its own rules. Each rule is first shown to fail on a bad example and to pass on a good one.

import Testing

/// The rules over all Swift files, and those over the rest of the repository.
@Suite struct TidyTests {
  @Test(arguments: TidyRule.all) func treeObeys(rule: TidyRule) {
    let findings = rule.check(SourceTree.swiftFiles)
    let isClean = findings.isEmpty
    #expect(isClean, "\(rule.name):\n\(findings.map(\.description).joined(separator: "\n"))")
  }

  @Test(arguments: TidyRule.all) func everyBadExampleIsFound(rule: TidyRule) {
    let found = Set(rule.check(rule.bad).map(\.path))
    #expect(!found.isEmpty, "\(rule.name) cannot fail")
    if rule.bad.count > 2 { #expect(found == Set(rule.bad.map(\.path))) }
  }

  @Test(arguments: TidyRule.all) func goodExampleIsLeftAlone(rule: TidyRule) {
    let findings = rule.check(rule.good)
    #expect(findings.isEmpty, "\(findings.map(\.description).joined(separator: "\n"))")
  }

  @Test func treeIsReallyRead() {
    #expect(SourceTree.swiftFiles.contains { $0.path == "Sources/jobd/Jobd.swift" })
    #expect(SourceTree.swiftFiles.contains { $0.path == "Tests/TidyTests/TidyTests.swift" })
  }

  @Test func changelogHasAnUnreleasedSection() throws {
    let text = try #require(SourceTree.text(of: "CHANGELOG.md"))
    #expect(text.contains("## Unreleased"), "a change tells its users in CHANGELOG.md, under `## Unreleased`")
  }

  /// What ARCHITECTURE.md says a field takes, it takes: the list is compared with where one of them stands.
  @Test func filesOfAFieldAreThoseThatAreNamed() throws {
    let text = try #require(SourceTree.text(of: "ARCHITECTURE.md"))
    let row = try #require(text.split(separator: "\n").first { $0.hasPrefix("| a field of a submission |") })
    var named = Set(row.matches(of: /`([^`]+)`/).map { String($0.output.1) })
    #expect(named.remove("merge_stderr") != nil)
    let names = ["merge_stderr", "mergeStderr", "mergesStderr"]
    let found = Set(
      SourceTree.swiftFiles.filter { file in
        file.isSource && file.lines.contains { line in names.contains { line.contains($0) } }
      }.map(\.stem))
    #expect(named == found, "named and gone: \(named.subtracting(found)); not named: \(found.subtracting(named))")
  }

  @Test func everySourceFileIsInGit() throws {
    guard let loose = SourceTree.git("ls-files", "--others", "--exclude-standard", "Sources", "Tests", "deploy")
    else {
      try Test.cancel("not a git checkout")
    }
    let isComplete = loose.isEmpty
    #expect(isComplete, "git add these, or remove them: \(loose.joined(separator: " "))")
  }

  @Test func nothingBuiltIsInGit() throws {
    guard let tracked = SourceTree.git("ls-files") else { try Test.cancel("not a git checkout") }
    let built = tracked.filter { $0.hasPrefix(".build") || $0.hasSuffix("Package.resolved") || $0.hasSuffix(".o") }
    #expect(built.isEmpty)
  }

  @Test func noFileNamesAMachineOfItsAuthor() throws {
    guard let tracked = SourceTree.git("ls-files") else { try Test.cancel("not a git checkout") }
    let offenders = tracked.filter { SourceTree.text(of: $0)?.firstMatch(of: Self.machinePath) != nil }
    #expect(offenders.isEmpty, "paths of one machine: \(offenders.joined(separator: " "))")
  }

  @Test func machinePathsAreRecognised() {
    for path in ["/wo" + "rk/main", "/ho" + "me/ann/src", "/Us" + "ers/ann"] {
      #expect("see \(path)".firstMatch(of: Self.machinePath) != nil)
    }
    #expect("see /var/lib/jobd".firstMatch(of: Self.machinePath) == nil)
  }

  private static var machinePath: Regex<(Substring, Substring, Substring)> { /(^|[^\w.])\/(work|home|Users)\/\w/ }
}
