// Whether a word names a program here.

import Testing

@testable import jobctl

@Suite struct ProgramFileTests {
  @Test func programsAreLookedForInThePath() {
    #expect(ProgramFile.isThere("sh", path: "/nonexistent:/bin"))
    #expect(!ProgramFile.isThere("sh", path: "/nonexistent") && !ProgramFile.isThere("sh", path: nil ?? ""))
    #expect(!ProgramFile.isThere("ls -la", path: "/bin"))
  }

  @Test func aPathIsOneByItself() {
    #expect(ProgramFile.isThere("/bin/sh", path: ""))
    #expect(!ProgramFile.isThere("/bin/no such", path: "/bin"))
  }
}
