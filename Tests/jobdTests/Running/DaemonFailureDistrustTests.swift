// A data directory that others could have changed: what is wrong with which path, and the command that mends it.

import Glibc
import JobCore
import Testing

@testable import jobd

@Suite struct DaemonFailureDistrustTests {
  private static let all: [Distrust] = [.owner(7), .writable(mode: 0o777), .link]

  @Test(arguments: all) func pathAndWhatIsWrongAreNamed(_ distrust: Distrust) {
    for text in [DaemonFailure.text("/d/x", distrust), DaemonFailure.textAbove("/d/x", distrust)] {
      #expect(text.hasPrefix("/d/x "))
    }
    #expect(DaemonFailure.text("/d/x", distrust).hasSuffix("user \(geteuid())"))
  }

  @Test func hintIsTheCommandToRun() {
    #expect(DaemonFailure.hint("/d/x", .owner(7)).contains("`chown -R \(geteuid()) /d/x`"))
    #expect(DaemonFailure.hint("/d/x", .writable(mode: 0o666)).contains("`chmod go-w /d/x`"))
    #expect(DaemonFailure.hint("/d/x", .link).contains("`readlink -f /d/x`"))
    #expect(DaemonFailure.hintAbove("/d", .writable(mode: 0o777)).contains("`chmod go-w /d`"))
  }

  @Test func modeAndOwnerAreSaid() {
    #expect(DaemonFailure.text("/d", .writable(mode: 0o1777)).contains("mode 1777"))
    #expect(DaemonFailure.textAbove("/d", .owner(7)).contains("belongs to user 7"))
  }
}
