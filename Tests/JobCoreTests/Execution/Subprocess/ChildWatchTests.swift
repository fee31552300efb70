// Ends of children, told by the kernel.

import Glibc
import TestSupport
import Testing

@testable import JobCore

@Suite struct ChildWatchTests {
  private func started(_ script: String) throws -> pid_t {
    let start = ChildStart(paths: ["/bin/sh"], arguments: ["sh", "-c", script], environment: [])
    let null = open("/dev/null", O_RDWR | O_CLOEXEC)
    defer { close(null) }
    return try start.start([null, null, null])
  }

  private func end(of pid: pid_t) async throws -> String {
    let watch = try #require(ChildWatch.shared)
    let told = Noted<[String]>([])
    #expect(watch.begin(pid) { end in told.change { $0.append("\(end)") } })
    try await eventually("nobody was told") { !told.value.isEmpty }
    // Reaped, and told once.
    #expect(waitpid(pid, nil, WNOHANG) == -1 && told.value.count == 1)
    return told.value[0]
  }

  @Test func codesAndSignalsAreTold() async throws {
    #expect(try await end(of: started("exit 7")) == "exited(7)")
    #expect(try await end(of: started("kill -KILL $$")) == "signaled(9)")
  }

  @Test func endBeforeAnybodyAskedIsTold() async throws {
    let pid = try started("exit 3")
    try await eventually { ChildEnd.peek(pid) != nil }
    #expect(try await end(of: pid) == "exited(3)")
  }

  @Test func eachHearsOfItsOwnChild() async throws {
    let ends = try await withThrowingTaskGroup(of: (Int, String).self) { group in
      for number in 0..<100 {
        group.addTask { (number, try await end(of: started("exit \(number)"))) }
      }
      return try await group.reduce(into: [Int: String]()) { $0[$1.0] = $1.1 }
    }
    #expect(ends == Dictionary(uniqueKeysWithValues: (0..<100).map { ($0, "exited(\($0))") }))
  }

  @Test func oneWhoLivesOnKeepsNobodyElseWaiting() async throws {
    let living = try started("exec sleep 600")
    let told = Noted<[String]>([])
    #expect(try #require(ChildWatch.shared).begin(living) { end in told.change { $0.append("\(end)") } })
    #expect(try await end(of: started("exit 1")) == "exited(1)")
    #expect(told.value.isEmpty && isAlive(living))
    kill(living, SIGKILL)
    try await eventually { told.value == ["signaled(9)"] }
  }
}
