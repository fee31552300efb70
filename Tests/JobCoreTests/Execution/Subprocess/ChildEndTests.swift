// Ends of children that are looked up without the library that started them.

import Glibc
import Subprocess
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
    #expect(text(ChildEnd(TerminationStatus.exited(3))) == "exited(3)")
    #expect(text(ChildEnd(TerminationStatus.signaled(15))) == "signaled(15)")
  }

  @Test func theEndOfNoChildIsUnseen() async {
    #expect(text(await ChildEnd.looking(for: getppid())) == "unseen")
  }
}
