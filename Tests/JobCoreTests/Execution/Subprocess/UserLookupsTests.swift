// Questions to a name service: one for each name at a time, and whoever asks is answered, also if the service is not
// there.

import SystemPackage
import TestSupport
import Testing

@testable import JobCore

@Suite struct UserLookupsTests {
  private let asked = Noted<[String]>([])
  private let valve = Valve()

  private func account(_ name: String) -> UserAccount {
    UserAccount(name: name, uid: 7, gid: 7, groups: [7], home: "/", shell: "/bin/sh")
  }

  /// Names that begin with `slow` are answered when the valve is open.
  private func lookups(patienceMicros: Int64 = 600_000_000, keepMicros: Int64 = 600_000_000) -> UserLookups {
    UserLookups(patienceMicros: patienceMicros, keepMicros: keepMicros) { [asked, valve] name throws(Errno) in
      asked.change { $0.append(name) }
      if name.hasPrefix("slow") { valve.pass() }
      if name.hasSuffix("broken") { throw .ioError }
      return name.hasSuffix("nobody") ? nil : account(name)
    }
  }

  @Test func thoseWhoAskForTheSameNameShareOneQuestion() async throws {
    let lookups = lookups()
    try await withThrowingTaskGroup(of: UserAccount?.self) { group in
      for _ in 0..<50 { group.addTask { try await lookups.account("slow-ann") } }
      try await eventually { valve.entered == 1 }
      // Another name does not wait for it.
      #expect(try await lookups.account("bob") == account("bob"))
      valve.open()
      for try await found in group { #expect(found == account("slow-ann")) }
    }
    #expect(asked.value.sorted() == ["bob", "slow-ann"])
  }

  @Test func answersAreKeptForAWhileAndErrorsAreNot() async throws {
    let keeping = lookups()
    for _ in 0..<3 {
      #expect(try await keeping.account("ann") == account("ann"))
      #expect(try await keeping.account("nobody") == nil)
      await #expect(throws: Errno.ioError) { try await keeping.account("broken") }
    }
    #expect(asked.value.sorted() == ["ann", "broken", "broken", "broken", "nobody"])
    let forgetting = lookups(keepMicros: 0)
    for _ in 0..<2 { _ = try await forgetting.account("bob") }
    #expect(asked.value.filter { $0 == "bob" }.count == 2)
  }

  @Test func serviceThatDoesNotAnswerIsNotWaitedForAndNotAskedAgain() async throws {
    let lookups = lookups(patienceMicros: 1_000)
    await #expect(throws: Errno.timedOut) { try await lookups.account("slow-ann") }
    try await eventually { valve.entered == 1 }
    await #expect(throws: Errno.timedOut) { try await lookups.account("slow-ann") }
    #expect(asked.value == ["slow-ann"])
    // It is there again: what it was asked is known at last.
    valve.open()
    try await eventually {
      do { return try await lookups.account("slow-ann") == account("slow-ann") } catch { return false }
    }
    #expect(asked.value == ["slow-ann"])
  }

  @Test func fewNamesAreAskedAboutAtOnceAndNobodyWaitsForGoodForATurn() async throws {
    let lookups = lookups(patienceMicros: 200_000)
    let names = (0..<Limits.userQuestionsMax + 3).map { "slow-\($0)" }
    await withTaskGroup(of: Void.self) { group in
      for name in names {
        group.addTask { await #expect(throws: Errno.timedOut) { try await lookups.account(name) } }
      }
    }
    #expect(asked.value.count == Limits.userQuestionsMax)
    valve.open()
    try await eventually("there are threads again") {
      do { return try await lookups.account("bob") != nil } catch { return false }
    }
  }
}
