// Starts as other users: a few at a time for each, and what a user keeps from its end counts.

import Glibc
import TestSupport
import Testing

@testable import JobCore

@Suite struct GuestStartsTests {
  @Test func eachUserHasAFewAtATimeAndTheOthersWaitInTheirOrder() {
    let starts = GuestStarts()
    let begun = Noted<[String]>([])
    for number in 0..<Limits.guestStartsMax + 2 { starts.begin(1) { begun.change { $0.append("1-\(number)") } } }
    let first = (0..<Limits.guestStartsMax).map { "1-\($0)" }
    #expect(begun.value == first)
    starts.begin(2) { begun.change { $0.append("2") } }
    #expect(begun.value == first + ["2"], "another user does not wait")
    starts.end(1)
    starts.end(1)
    #expect(begun.value == first + ["2", "1-\(Limits.guestStartsMax)", "1-\(Limits.guestStartsMax + 1)"])
    for _ in 0..<Limits.guestStartsMax { starts.end(1) }
    starts.begin(1) { begun.change { $0.append("again") } }
    #expect(begun.value.last == "again")
  }

  @Test(.enabled(if: geteuid() == 0, "only root becomes another user"))
  func whoKeepsTooManyFromTheirEndStartsNoMore() async throws {
    let left = Noted<[pid_t]>([])
    let reaped = Noted<[@Sendable () -> Void]>([])
    let starts = GuestStarts { child, body in
      left.change { $0.append(child) }
      reaped.change { $0.append(body) }
    }
    let slow = try await SlowProgram()
    let start = slow.start(patienceMillis: 1)
    func fault() -> StartFault? {
      do throws(StartFault) {
        _ = try starts.start(start, as: SlowProgram.user.uid, [])
        return nil
      } catch {
        return error
      }
    }
    for number in 0..<Limits.guestsUnreapedMax {
      let fault = fault()
      #expect(fault?.number == ETIMEDOUT && fault?.left == left.value.last, "\(number)")
    }
    #expect(left.value.count == Limits.guestsUnreapedMax)
    #expect(fault() == StartFault(step: .left, number: EAGAIN))
    guard
      case .resourceShortage(let failure) = SpawnFailure.outcome(
        StartFault(step: .left, number: EAGAIN), "tool", directory: nil, user: "ann")
    else {
      Issue.record("it passes when they have ended")
      return
    }
    #expect(failure.message.hasPrefix("cannot run as ann: "))
    slow.letGo()
    for child in left.value { waitpid(child, nil, 0) }
    reaped.value.forEach { $0() }
    #expect(waitpid(try starts.start(slow.start(patienceMillis: 60_000), as: SlowProgram.user.uid, []), nil, 0) > 0)
  }
}
