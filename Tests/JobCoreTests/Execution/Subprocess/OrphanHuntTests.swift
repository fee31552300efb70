// What an earlier boot has left running is found by its mark or its number, and nothing else is touched.

import Foundation
import Glibc
import Logging
import TestSupport
import Testing

@testable import JobCore

@Suite struct OrphanHuntTests {
  /// Nobody else's children carry it.
  private let store = "test-\(UUID().uuidString)"
  private let lines = Noted<[NotedLine]>([])

  private var hunt: OrphanHunt {
    let lines = lines
    return OrphanHunt(
      storeMark: store, machineBoot: "here", logger: Logger(label: "test") { _ in NotingLogHandler(lines: lines) })
  }

  private func child(_ mark: String?, _ command: String = "exec sleep 600") throws -> SpawnedShell {
    try SpawnedShell(command, environment: mark.map { [ChildEnvironment.markName: $0] } ?? [:])
  }

  private func lost(
    _ job: Int64, boot: String = "here", pid: pid_t? = nil, ticks: Int64? = nil
  ) -> LostAttempt {
    let claimed = ClaimedJob(
      fence: Fence(job: JobID(job), start: 1, boot: 1), attempt: 1, maxAttempts: 1, startedAt: .noon, createdAt: .noon,
      queueID: 1, spec: .noop(), parents: [])
    return LostAttempt(job: claimed, isCancelRequested: false, machineBoot: boot, pid: pid, pidTicks: ticks)
  }

  private func mark(_ job: Int64) -> String {
    ChildEnvironment.mark(store: store, Fence(job: JobID(job), start: 1, boot: 1))
  }

  /// Whether it has been killed; it is waited for.
  private func isKilled(_ child: SpawnedShell) async -> Bool {
    if case .signaled(SIGKILL) = await ChildEnd.looking(for: child.pid) { true } else { false }
  }

  @Test func markedProcessIsFoundByItsMarkAlone() async throws {
    let wanted = try child(mark(1))
    let others = [try child(mark(2)), try child(nil)]
    try await eventually { OrphanHunt.processes { $0 == mark(1) } == [wanted.pid] }
    #expect(OrphanHunt.processes { $0 == "\(store)/1" }.isEmpty)
    #expect(await hunt.kill([lost(1)]).isEmpty)
    #expect(await isKilled(wanted))
    #expect(others.allSatisfy { isAlive($0.pid) })
  }

  @Test func groupIsFoundByTheNumberAndTheBirthOfItsFirst() async throws {
    // What it has started has emptied its environment.
    let scratch = try TemporaryDirectory()
    let leader = try child(nil, "env -i sleep 600 & touch \(scratch.path)/started; wait")
    try await eventually { FileManager.default.fileExists(atPath: "\(scratch.path)/started") }
    let ticks = try #require(ProcFile.startTicks(leader.pid))
    #expect(await hunt.kill([lost(1, pid: leader.pid, ticks: ticks)]).isEmpty)
    #expect(await isKilled(leader))
    let wait = GroupWatch.Wait()
    let gone = Noted(false)
    GroupWatch.shared.begin(wait, leader.pid) { gone.change { $0 = true } }
    try await eventually { gone.value }
    GroupWatch.shared.end(wait)
    #expect(lines.value.map(\.message) == ["killing the process group of a lost attempt"])
  }

  @Test func numberThatIsAnothersNowIsLeftAlone() async throws {
    let stranger = try child(nil)
    let ticks = try #require(ProcFile.startTicks(stranger.pid))
    let record = ticks - 100_000
    #expect(await hunt.kill([lost(1, pid: stranger.pid, ticks: record), lost(2, pid: stranger.pid)]).isEmpty)
    #expect(isAlive(stranger.pid) && lines.value.isEmpty)
  }

  @Test func attemptOfAnEarlierBootOfTheMachineHasNoProcess() async throws {
    // The same numbers, by chance.
    let stranger = try child(mark(1))
    let ticks = try #require(ProcFile.startTicks(stranger.pid))
    #expect(await hunt.kill([lost(1, boot: "before", pid: stranger.pid, ticks: ticks)]).isEmpty)
    #expect(isAlive(stranger.pid) && lines.value.isEmpty)
  }

  @Test func workersOfOtherBootsAreKilledAndOwnOnesSpared() async throws {
    let marks = ["\(store)/worker/1/7", "\(store)/worker/20/1", "\(store)/worker/2/1", "other-\(store)/worker/1/1"]
    let children = try marks.map { try child($0) }
    try await eventually { OrphanHunt.processes { $0.contains(store) }.count == 4 }
    #expect(await hunt.killWorkers(boot: 2))
    #expect(await isKilled(children[0]))
    #expect(await isKilled(children[1]), "boot 20 is not boot 2")
    #expect(isAlive(children[2].pid) && isAlive(children[3].pid))
    #expect(lines.value.count == 2 && lines.value.allSatisfy { $0.level == .warning })
    #expect(await hunt.killWorkers(boot: 2))
    #expect(lines.value.count == 2)
  }
}
