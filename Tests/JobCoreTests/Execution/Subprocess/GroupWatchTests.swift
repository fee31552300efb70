// The end of a process group: told once, when the last of it is gone, to those who still wait.

import Glibc
import TestSupport
import Testing

@testable import JobCore

@Suite struct GroupWatchTests {
  /// Waits for the group and counts how often its end is told.
  private func watch(_ group: pid_t) -> (wait: GroupWatch.Wait, told: Noted<Int>) {
    let told = Noted(0)
    let wait = GroupWatch.Wait()
    GroupWatch.shared.begin(wait, group) { told.change { $0 += 1 } }
    return (wait, told)
  }

  @Test func endOfAGroupThatIsGoneIsToldAtOnce() async throws {
    let child = try SpawnedShell("exit 0")
    waitpid(child.pid, nil, 0)
    let (wait, told) = watch(child.pid)
    #expect(told.value == 1)
    GroupWatch.shared.end(wait)
  }

  @Test func groupLivesAsLongAsItsLastProcess() async throws {
    let child = try SpawnedShell("sleep 600 & exit 0")
    // Its leader has ended and been waited for; what it has left is still there.
    waitpid(child.pid, nil, 0)
    let (wait, told) = watch(child.pid)
    // Others are told meanwhile, by the same looks.
    let other = try SpawnedShell("exec sleep 600")
    let (otherWait, otherTold) = watch(other.pid)
    other.kill()
    try await eventually { otherTold.value == 1 }
    #expect(told.value == 0)
    killpg(child.pid, SIGKILL)
    try await eventually { told.value == 1 }
    for wait in [wait, otherWait] { GroupWatch.shared.end(wait) }
    #expect(told.value == 1 && otherTold.value == 1)
  }

  /// A zombie is no life: where nobody waits for orphans, an ended group is there for ever.
  @Test func zombieIsNotWaitedFor() async throws {
    let child = try SpawnedShell("exec sleep 600")
    let (wait, told) = watch(child.pid)
    Glibc.kill(child.pid, SIGKILL)
    try await eventually { told.value == 1 }
    #expect(killpg(child.pid, 0) == 0, "nobody has waited for it")
    GroupWatch.shared.end(wait)
  }

  @Test func whoDoesNotWaitAnyLongerIsNotTold() async throws {
    let child = try SpawnedShell("exec sleep 600")
    let (ended, endedTold) = watch(child.pid)
    GroupWatch.shared.end(ended)
    var forgotten: (wait: GroupWatch.Wait, told: Noted<Int>)? = watch(child.pid)
    let forgottenTold = forgotten?.told
    forgotten = nil
    let (wait, told) = watch(child.pid)
    child.kill()
    try await eventually { told.value == 1 }
    #expect(endedTold.value == 0 && forgottenTold?.value == 0)
    GroupWatch.shared.end(wait)
  }
}
