// Names of files in the directories of the logs: only what a start has written is one of its files.

import Testing

@testable import JobCore

@Suite struct LogFilesNamesTests {
  @Test func aFileOfAStartIsKnown() throws {
    let found = try #require(LogFiles.Found("2007.3.out", in: 2))
    #expect(found.job == JobID(2_007) && found.start == 3 && found.kind == .out)
    for kind in LogFiles.Found.Kind.allCases { #expect(LogFiles.Found("7.1.\(kind.rawValue)", in: 0)?.kind == kind) }
  }

  @Test(arguments: [
    "", "7", "7.1", "7.1.log", "07.1.out", "7.01.out", "+7.1.out", "7.0.out", "0.1.out", "-7.1.out", "7.1.out.gz",
    "7.1.OUT", "1007.1.out", "99999999999999999999.1.out", "7..out",
  ])
  func otherNamesAreNone(_ name: String) {
    #expect(LogFiles.Found(name, in: 0) == nil)
  }

  @Test func theOutputIsRemovedLast() {
    #expect(LogFiles.Found.Kind.allCases.last == .out)
  }
}
