// Ends of children that are looked up where nobody tells of them.

import Glibc
import TestSupport
import Testing

@testable import JobCore

@Suite struct ChildEndTests {
  private func text(_ end: ChildEnd?) -> String {
    end.map { "\($0)" } ?? "none"
  }

  @Test func codeAndSignalAreTold() async throws {
    let exited = try SpawnedShell("exit 7")
    #expect(text(await ChildEnd.looking(for: exited.pid)) == "exited(7)")
    let killed = try SpawnedShell("kill -9 $$")
    #expect(text(await ChildEnd.looking(for: killed.pid)) == "signaled(9)")
    #expect(text(ChildEnd(answer: 1, code: 3, signal: 0)) == "exited(3)")
    #expect(text(ChildEnd(answer: 1, code: 0, signal: 15)) == "signaled(15)")
    #expect(text(ChildEnd(answer: -1, code: 0, signal: 0)) == "unseen")
  }

  @Test func aLookLeavesTheChildToWhoWaitsForIt() async throws {
    let child = try SpawnedShell("exec sleep 600")
    #expect(text(ChildEnd.peek(child.pid)) == "none", "it lives")
    // A signal that this process may have been told to ignore would be ignored by its children.
    Glibc.kill(child.pid, SIGKILL)
    try await eventually("it does not end") { ChildEnd.peek(child.pid) != nil }
    #expect(text(ChildEnd.peek(child.pid)) == "signaled(9)", "it was not taken away by the first look")
    #expect(text(await ChildEnd.looking(for: child.pid)) == "signaled(9)")
    #expect(text(ChildEnd.peek(child.pid)) == "none", "it has been waited for")
  }

  @Test func theEndOfNoChildIsUnseen() async {
    #expect(text(await ChildEnd.looking(for: getppid())) == "unseen")
  }
}
