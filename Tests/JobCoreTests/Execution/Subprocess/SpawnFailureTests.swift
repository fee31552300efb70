// Why a child could not be started: the fault of the job, or of a machine that will be better.

import Glibc
import Testing

@testable import JobCore

@Suite struct SpawnFailureTests {
  @Test(arguments: [EAGAIN, EMFILE, ENFILE, ENOMEM, ENOSPC, EDQUOT]) func aShortageIsTriedAgain(_ number: Int32) {
    guard case .resourceShortage(let failure) = SpawnFailure.outcome(number, doing: "cannot start") else {
      Issue.record("\(number) is no shortage")
      return
    }
    #expect(failure.code == SpawnFailure.name(number) && failure.message.hasPrefix("cannot start: "))
  }

  @Test(arguments: [ENOENT, EACCES, ENOEXEC, E2BIG]) func theRestIsTheJobsOwn(_ number: Int32) {
    guard case .spawnFailed(let failure) = SpawnFailure.outcome(number, doing: "cannot execute x") else {
      Issue.record("\(number) is taken for a shortage")
      return
    }
    #expect(failure.code.hasPrefix("E") && failure.code.contains { $0.isLetter && $0 != "E" })
  }

  @Test func theStepIsNamed() {
    func message(_ step: StartFault.Step, directory: String?) -> String {
      let fault = StartFault(step: step, number: ENOENT)
      guard case .spawnFailed(let failure) = SpawnFailure.outcome(fault, "tool", directory: directory) else {
        return ""
      }
      return failure.message
    }
    #expect(message(.directory, directory: "/d").hasPrefix("cannot change to /d: "))
    #expect(message(.execute, directory: "/d").hasPrefix("cannot execute tool: "))
    #expect(message(.create, directory: nil).hasPrefix("cannot execute tool: "))
  }

  @Test func aLongNameLeavesRoomForTheReason() {
    let what = String(repeating: "x", count: 2 * Limits.errorMessageBytesMax)
    guard case .spawnFailed(let failure) = SpawnFailure.outcome(ENOENT, doing: what) else { return }
    #expect(failure.message.utf8.count < Limits.errorMessageBytesMax && failure.message.hasSuffix("directory"))
  }

  @Test func anErrnoWithoutANameIsItsNumber() {
    #expect(SpawnFailure.name(250) == "E250")
  }
}
