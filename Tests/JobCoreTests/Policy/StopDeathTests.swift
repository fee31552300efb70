// Which deaths are those of a stop: by TERM and KILL, and by what shells make of them.

import Glibc
import Testing

@testable import JobCore

@Suite struct StopDeathTests {
  @Test func onlyTermAndKillAreOurs() {
    for signal in Int32(1)...64 {
      let isOurs = signal == SIGTERM || signal == SIGKILL
      #expect(StopDeath.isOurs(signal: signal) == isOurs)
      #expect(StopDeath.isOurs(exitCode: 128 + signal) == isOurs)
    }
  }

  @Test(arguments: [0, 1, 9, 15, 124, 255] as [Int32]) func codeOfItsOwnIsAnErrorOfItsOwn(code: Int32) {
    #expect(!StopDeath.isOurs(exitCode: code))
  }
}
