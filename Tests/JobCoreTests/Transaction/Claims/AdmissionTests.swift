// The accounting of one claim: what starts takes its room, and what waits holds back what may not overtake it.

import TestSupport
import Testing

@testable import JobCore

@Suite struct AdmissionTests {
  private func job(_ id: Int64, weight: Int = 1, pool: String? = nil) -> ReadyJob {
    ReadyJob(
      id: id, queue: 1, priority: 0, ownPriority: 0, weight: weight, limit: nil, batch: nil, lane: pool, pool: pool,
      readyAt: 0, starts: 0, flags: JobFlags(rawValue: 0), deadline: nil)
  }

  private func queue(_ id: Int64 = 1, _ change: (inout QueueSettings) -> Void = { _ in }) -> QueueMemory {
    var settings = QueueSettings()
    change(&settings)
    return QueueMemory(
      id: id, name: "q\(id)", settings: settings, counts: Array(repeating: 0, count: JobState.allCases.count))
  }

  @Test func whatStartsTakesSlotsAndRoom() {
    var admission = Admission(ClaimRoom(slots: 3, pools: ["p": 2]), slotsTotal: 4)
    var line = queue()
    admission.took(job(1, weight: 2, pool: "p"), &line)
    #expect(admission.slots == 1 && admission.free("p") == 1 && admission.free("other") == .max)
    #expect(!admission.isClosed)
    admission.took(job(2, pool: "p"), &line)
    #expect(admission.isClosed && admission.free("p") == 0)
  }

  @Test func jobThatWaitsForTheDaemonsSlotsHoldsBackEverybody() {
    var admission = Admission(ClaimRoom(slots: 1), slotsTotal: 4)
    var (heavy, other) = (queue(1), queue(2))
    #expect(admission.obstacle(job(1, weight: 2), &heavy, permits: nil, now: .noon) == .daemonSlots)
    #expect(admission.isClosed)
    #expect(admission.obstacle(job(2), &other, permits: nil, now: .noon) == .daemonSlots)
  }

  @Test func jobThatWaitsForItsQueueHoldsBackThatQueueAlone() {
    var admission = Admission(ClaimRoom(slots: 4), slotsTotal: 4)
    var (full, other) = (queue(1) { $0.slots = 2 }, queue(2))
    full.slotsNeeded = 1
    #expect(admission.obstacle(job(1, weight: 2), &full, permits: nil, now: .noon) == .queueSlots)
    // It would fit, and does not overtake.
    #expect(admission.obstacle(job(2), &full, permits: nil, now: .noon) == .queueSlots)
    #expect(admission.obstacle(job(3), &other, permits: nil, now: .noon) == nil)
    #expect(!admission.isClosed)
  }

  @Test func jobThatWaitsForItsLimitHoldsBackNobody() {
    var admission = Admission(ClaimRoom(slots: 4), slotsTotal: 4)
    var line = queue()
    #expect(admission.obstacle(job(1), &line, permits: 0, now: .noon) == .limit)
    #expect(admission.obstacle(job(2), &line, permits: 1, now: .noon) == nil)
  }

  @Test func rateSaysWhenItsNextTokenDrips() {
    var admission = Admission(ClaimRoom(slots: 4), slotsTotal: 4)
    var line = queue { $0.rate = StartRate(count: 10, perMicros: 1_000_000, burst: 1) }
    #expect(admission.obstacle(job(1), &line, permits: nil, now: .noon) == nil)
    admission.took(job(1), &line)
    #expect(admission.obstacle(job(2), &line, permits: nil, now: .noon) == .rate)
    #expect(admission.nextTokenAt == .noon + 100_000)
  }
}
