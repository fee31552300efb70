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

  private var hunt: OrphanHunt { hunt([:]) }

  private func hunt(_ guests: [String: uid_t]) -> OrphanHunt {
    let lines = lines
    return OrphanHunt(
      storeMark: store, machineBoot: "here", guests: guests,
      logger: Logger(label: "test") { _ in NotingLogHandler(lines: lines) })
  }

  private func child(_ mark: String?, _ command: String = "exec sleep 600") throws -> SpawnedShell {
    try SpawnedShell(command, environment: mark.map { [ChildEnvironment.markName: $0] } ?? [:])
  }

  private func lost(
    _ job: Int64, boot: String = "here", pid: pid_t? = nil, ticks: Int64? = nil, runAs: String? = nil
  ) -> LostAttempt {
    var claimed = ClaimedJob(
      fence: Fence(job: JobID(job), start: 1, boot: 1), attempt: 1, maxAttempts: 1, startedAt: .noon, createdAt: .noon,
      queueID: 1, spec: .noop(), parents: [])
    claimed.spec.runAs = runAs
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
    try await eventually { OrphanHunt.processes { mark, _ in mark == self.mark(1) } == [wanted.pid] }
    #expect(OrphanHunt.processes { mark, _ in mark == "\(store)/1" }.isEmpty)
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

  /// Who runs jobs as another user knows the mark of the store, and could keep others' jobs from running again.
  @Test(.enabled(if: geteuid() == 0, "only root becomes another user"))
  func processOfAnotherUserIsNotBelieved() async throws {
    let guests: [String: uid_t] = ["ann": 65_534, "bob": 65_533]
    let become = "exec setpriv --reuid=65534 --regid=65534 --clear-groups sleep 600"
    let (forged, worker) = (try child(mark(1), become), try child("\(store)/worker/1/7", become))
    try await eventually { [forged, worker].allSatisfy { ProcFile.user($0.pid) == 65_534 } }
    #expect(await hunt(guests).kill([lost(1), lost(1, runAs: "bob")]).isEmpty)
    #expect(await hunt(guests).killWorkers(boot: 2))
    #expect(isAlive(forged.pid) && isAlive(worker.pid) && lines.value.isEmpty)
    // It is the user's own attempt.
    #expect(await hunt(guests).kill([lost(1, runAs: "ann")]).isEmpty)
    #expect(await isKilled(forged))
    // A job of jobd's own user may become whoever it likes, and a user who is not known may be anybody.
    #expect(await hunt(["bob": 65_533]).killWorkers(boot: 2))
    #expect(await isKilled(worker))
    let unknown = try child(mark(2), become)
    try await eventually { ProcFile.user(unknown.pid) == 65_534 }
    #expect(await hunt(guests).kill([lost(2, runAs: "gone")]).isEmpty)
    #expect(await isKilled(unknown))
  }

  @Test func workersOfOtherBootsAreKilledAndOwnOnesSpared() async throws {
    let marks = ["\(store)/worker/1/7", "\(store)/worker/20/1", "\(store)/worker/2/1", "other-\(store)/worker/1/1"]
    let children = try marks.map { try child($0) }
    try await eventually { OrphanHunt.processes { mark, _ in mark.contains(store) }.count == 4 }
    #expect(await hunt.killWorkers(boot: 2))
    #expect(await isKilled(children[0]))
    #expect(await isKilled(children[1]), "boot 20 is not boot 2")
    #expect(isAlive(children[2].pid) && isAlive(children[3].pid))
    #expect(lines.value.count == 2 && lines.value.allSatisfy { $0.level == .warning })
    #expect(await hunt.killWorkers(boot: 2))
    #expect(lines.value.count == 2)
  }
}
