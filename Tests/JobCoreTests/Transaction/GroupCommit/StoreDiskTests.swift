// What a writer asks and tells the disk below its rows, and what it makes of the answers.

import CSQLite
import TestSupport
import Testing

@testable import JobCore

@Suite struct StoreDiskTests {
  private let noted = Noted<[String]>([])
  private let bench = WriterBench()

  private func fail(_ failures: StoreError...) {
    bench.disk.script.change { [failures] in $0.failures = failures }
  }

  private static let unknown = StoreError.outcomeUnknown(statement: "s", message: "unknown")
  private static let damage = StoreError.corrupt(statement: "s", message: "damaged")
  private static let unread = StoreError.io(statement: "s", code: SQLITE_IOERR, message: "unread")

  // MARK: In which order

  @Test func whatIsWrittenIsAskedForBeforeItsCommit() {
    bench.run([.noting(noted)])
    #expect(bench.disk.takeCalls() == ["refusal", "begin", "check", "commit"])
    // What has written nothing asks for no room.
    bench.run([.noting(noted, writes: false)])
    #expect(bench.disk.takeCalls() == ["refusal", "begin", "commit"])
    #expect(noted.value == ["it is done", "it is done"])
  }

  @Test func endsAloneMayTakeOfTheLastRoom() throws {
    let end = bench.end(of: try bench.rules.start())
    bench.run([.noting(noted, end: end), .noting(noted, end: end)])
    #expect(bench.disk.takeCalls().contains("check of ends"))
    bench.run([.noting(noted, end: end), .noting(noted)])
    #expect(bench.disk.takeCalls() == ["refusal", "begin", "check", "commit"])
  }

  @Test func diskThatIsDoneWithAPartIsAskedToGoOn() {
    bench.disk.onIdle()
    bench.settle()
    #expect(bench.disk.takeCalls() == ["commit"])
  }

  @Test func diskIsClosedWithTheWriter() async {
    await bench.writer.close()
    #expect(bench.disk.takeCalls() == ["close"])
    bench.writer.post(.noting(noted))
    #expect(noted.value == ["it failed: the store is closed"])
  }

  // MARK: What it says

  @Test func whatItRefusesIsNotBegun() {
    bench.disk.script.change { $0.refusal = .replaced(path: "p") }
    bench.run([.noting(noted, "one"), .noting(noted, "two")])
    #expect(noted.value == ["one", "two"].map { "\($0) failed: p was removed or replaced" })
    #expect(bench.disk.takeCalls() == ["refusal"])
    #expect(bench.writer.fault == .replaced(path: "p") && !bench.writer.isFull)
  }

  @Test func roomIsMadeOnceBeforeItIsSaidToBeFull() {
    bench.disk.script.change { $0.makesRoom = true }
    fail(ScriptedDisk.full)
    bench.run([.noting(noted)])
    #expect(noted.value == ["it is done"])
    #expect(bench.disk.takeCalls().count { $0 == "make room" } == 1)
    fail(ScriptedDisk.full, ScriptedDisk.full)
    bench.run([.noting(noted)])
    #expect(noted.value.last == "it failed: the disk is full" && bench.writer.isFull)
    #expect(bench.disk.takeCalls().count { $0 == "make room" } == 1)
  }

  @Test func withoutRoomItIsNotTriedAgainUntilSomethingIsWritten() {
    fail(ScriptedDisk.full)
    bench.run([.noting(noted)])
    #expect(noted.value == ["it failed: the disk is full"])
    #expect(bench.disk.takeCalls() == ["refusal", "begin", "check", "make room"])
    // What writes nothing says nothing of the room.
    bench.run([.noting(noted, writes: false)])
    #expect(bench.writer.isFull)
    bench.run([.noting(noted)])
    #expect(!bench.writer.isFull && bench.writer.fault == nil)
  }

  /// Together they are too much, and then the first is.
  @Test func onlyWhatHasNoRoomFailsOfAGroup() {
    fail(ScriptedDisk.full, ScriptedDisk.full)
    bench.run([.noting(noted, "one"), .noting(noted, "two")])
    #expect(noted.value == ["one failed: the disk is full", "two is done"])
  }

  @Test func whatCouldNotBeReadIsTriedOnceMoreByFreshHandles() {
    fail(Self.unread)
    bench.run([.noting(noted)])
    #expect(noted.value == ["it is done"])
    #expect(bench.disk.takeCalls() == ["refusal", "begin", "check", "freshen", "begin", "check", "commit"])
    fail(Self.unread, Self.unread)
    bench.run([.noting(noted)])
    #expect(noted.value.last == "it failed: unread" && !bench.disk.takeCalls().contains("damage"))
  }

  @Test func damageIsFinalOnlyWhenItIsFoundTwice() {
    fail(Self.damage)
    bench.run([.noting(noted)])
    #expect(noted.value == ["it is done"] && !bench.disk.takeCalls().contains("damage"))
    fail(Self.damage, Self.damage)
    bench.run([.noting(noted)])
    #expect(noted.value.last == "it failed: damaged" && bench.disk.takeCalls().last == "damage")
    bench.disk.script.change { $0.freshFailure = Self.damage }
    fail(Self.unread)
    bench.run([.noting(noted)])
    #expect(noted.value.last == "it failed: unread" && !bench.disk.takeCalls().contains("damage"))
    fail(Self.damage)
    bench.run([.noting(noted)])
    #expect(bench.disk.takeCalls().contains("damage"))
  }

  @Test func whatMayBeThereAfterACrashIsNeitherTriedAgainNorCalledDone() {
    fail(Self.unknown)
    bench.run([.noting(noted, "one"), .noting(noted, "two")])
    #expect(noted.value == ["one", "two"].map { "\($0) failed: unknown" })
    #expect(bench.disk.takeCalls() == ["refusal", "begin", "check", "distrust"])
  }
}
