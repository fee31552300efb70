// Programs that are started apart from jobctl.

import Foundation
import Testing

@testable import jobctl

@Suite struct BackgroundProgramTests {
  private func run(_ script: String) async throws -> (status: Int32, output: String, errors: String) {
    try await BackgroundProgram.outcome(
      ["/nonexistent/sh", "/bin/sh"], ["sh", "-c", script], environment: ["MARK=here"], directory: "/usr")
  }

  @Test func outcomeHasWhatItSaidAndHowItEnded() async throws {
    let outcome = try await run("echo $MARK; pwd; echo bad >&2; exit 3")
    #expect(outcome.status == 3 && outcome.output == "here\n/usr\n" && outcome.errors == "bad\n", "\(outcome)")
    #expect(try await run("kill -9 $$").status == 137)
  }

  /// What the shell of a person has open, a daemon would keep open for ever.
  @Test func itInheritsNoDescriptorAndHasASessionOfItsOwn() async throws {
    let outcome = try await run(
      #"ls /proc/self/fd | wc -l; ps -o sid= -p $$ 2>/dev/null || cut -d' ' -f6 /proc/$$/stat"#)
    let lines = outcome.output.split(separator: "\n").map { $0.filter { $0 != " " } }
    // The fourth is the directory that ls reads.
    #expect(lines.first == "4", "\(outcome)")
    #expect(lines.last.flatMap { pid_t(String($0)) } != getsid(0), "\(outcome)")
  }

  @Test func programThatIsNotThereIsSo() async throws {
    let failure = await #expect(throws: CommandFailure.self) {
      try await BackgroundProgram.outcome(["/nonexistent/jobd"], ["jobd"], environment: [], directory: nil)
    }
    #expect(failure?.status == .command(127))
  }
}
