// What a wait is about, and how long it may take.

import JobCore
import JobWire
import Testing

@testable import HTTPFront

@Suite struct WaitTargetRequestTests {
  private func fields(of request: WaitRequest) -> [String] {
    do throws(HTTPFault) {
      _ = try WaitTarget(request)
      return []
    } catch {
      guard case .invalid(let problems) = error else { return ["\(error)"] }
      return problems.map(\.field)
    }
  }

  @Test func eachKindOfTargetIsTaken() throws {
    #expect(try WaitTarget(WaitRequest(ids: [2, 1])) == .jobs([JobID(2), JobID(1)]))
    #expect(try WaitTarget(WaitRequest(batch: 3)) == .batch(BatchID(3)))
    #expect(try WaitTarget(WaitRequest(queue: "ci")) == .queue("ci"))
  }

  @Test func whatCannotBeWaitedForIsNamed() {
    #expect(fields(of: WaitRequest(ids: [])) == ["ids"])
    #expect(fields(of: WaitRequest(ids: Array(1...Int64(Limits.waitIDsMax + 1)))) == ["ids"])
    #expect(fields(of: WaitRequest(batch: 3, exclude: [1])) == ["exclude"])
    #expect(fields(of: WaitRequest(queue: "a", exclude: Array(1...Int64(Limits.waitIDsMax + 1)))) == ["exclude"])
  }

  @Test func excludedJobsAreLeftOut() {
    let target = WaitTarget.jobs([JobID(1), JobID(2)])
    #expect(target.without([]) == target)
    #expect(target.without([JobID(1)]) == .jobs([JobID(2)]))
    #expect(target.without([JobID(1), JobID(2)]) == nil)
    #expect(WaitTarget.queue("a").without([JobID(1)]) == .queue("a"))
  }

  @Test func aWaitIsNotLongerThanItMayBe() throws {
    #expect(try WireDuration(micros: Limits.waitMicrosMax).checkedWait("wait") == Limits.waitMicrosMax)
    #expect(throws: HTTPFault.self) { try WireDuration(micros: Limits.waitMicrosMax + 1).checkedWait("wait") }
  }
}
