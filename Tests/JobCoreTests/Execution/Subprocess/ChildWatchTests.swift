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
    #expect(watch.begin(pid) { end in told.change { $0.append("\(end)") } } != nil)
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
    #expect(try #require(ChildWatch.shared).begin(living) { end in told.change { $0.append("\(end)") } } != nil)
    #expect(try await end(of: started("exit 1")) == "exited(1)")
    #expect(told.value.isEmpty && isAlive(living))
    kill(living, SIGKILL)
    try await eventually { told.value == ["signaled(9)"] }
  }
  /// Users of `run_as` jobs could use up the descriptors otherwise: each job whose end a tracer keeps had one for ever.
  @Test func childrenThatWereGivenUpCostNoDescriptorAndAreReapedInTheEnd() async throws {
    let watch = try #require(ChildWatch.shared)
    let told = Noted(0)
    let pids = try (0..<5).map { _ in try started("exec sleep 600") }
    let tokens = try pids.map { pid in try #require(watch.begin(pid) { _ in told.change { $0 += 1 } }) }
    // The last one lives on, as one does that waits for a disk.
    let tracer = try await Tracer(of: pids.dropLast())
    for pid in pids.dropLast() { kill(pid, SIGKILL) }
    try await eventually("they have ended") { pids.dropLast().allSatisfy { !isAlive($0) } }
    #expect(try pids.allSatisfy { try descriptors(of: $0) == 1 })
    for token in tokens { watch.leave(token) }
    try await eventually("their descriptors are kept") { try pids.allSatisfy { try descriptors(of: $0) == 0 } }
    #expect(pids.allSatisfy(isThere))
    tracer.letGo()
    try await eventually("they are not reaped") { !pids.dropLast().contains(where: isThere) }
    // Others are told of as ever.
    #expect(try await end(of: started("exit 4")) == "exited(4)")
    kill(pids[4], SIGKILL)
    try await eventually("it is not reaped") { !isThere(pids[4]) }
    #expect(told.value == 0)
  }

  @Test func childThatHasEndedCanBeLeft() async throws {
    let watch = try #require(ChildWatch.shared)
    let told = Noted(0)
    let token = try #require(watch.begin(try started("exit 0")) { _ in told.change { $0 += 1 } })
    try await eventually { told.value == 1 }
    watch.leave(token)
    #expect(try await end(of: started("exit 5")) == "exited(5)")
  }
}
