// The order of admission, and what a job takes of the slots.

import Testing

@testable import JobCore

@Suite struct AdmissionPolicyTests {
  @Test func eachObstacleIsFoundByItselfAndTheFirstOfAllCounts() {
    let changes: [(AdmissionPolicy.Obstacle, (inout AdmissionPolicy.Facts) -> Void)] = [
      (.queuePaused, { $0.isQueuePaused = true }), (.pool, { $0.poolFree = 0 }),
      (.queueSlots, { ($0.queueNeeded, $0.queueFree) = (3, 2) }), (.limit, { $0.permits = 0 }),
      (.rate, { $0.hasToken = false }), (.daemonSlots, { ($0.daemonNeeded, $0.daemonFree) = (3, 2) }),
    ]
    #expect(changes.map(\.0) == AdmissionPolicy.Obstacle.allCases)
    #expect(AdmissionPolicy.obstacle(AdmissionPolicy.Facts()) == nil)
    var all = AdmissionPolicy.Facts()
    for (obstacle, change) in changes.reversed() {
      var facts = AdmissionPolicy.Facts()
      change(&facts)
      #expect(AdmissionPolicy.obstacles(facts) == [obstacle])
      change(&all)
      #expect(AdmissionPolicy.obstacle(all) == obstacle)
    }
  }

  @Test func whatJustSufficesIsEnough() {
    var facts = AdmissionPolicy.Facts()
    (facts.queueNeeded, facts.queueFree) = (2, 2)
    (facts.daemonNeeded, facts.daemonFree) = (2, 2)
    facts.permits = 1
    facts.poolFree = 1
    #expect(AdmissionPolicy.obstacle(facts) == nil)
  }

  @Test func onlyTheDaemonsSlotsHoldUpEverybody() {
    for obstacle in AdmissionPolicy.Obstacle.allCases {
      #expect((AdmissionPolicy.holdup(obstacle) == .everybody) == (obstacle == .daemonSlots))
    }
    #expect(AdmissionPolicy.holdup(.limit) == .nobody && AdmissionPolicy.holdup(.pool) == .nobody)
  }

  @Test(
    arguments: [
      (1, nil, 4, 1, 1), (10, nil, 4, 10, 4), (10, 1, 4, 1, 1), (3, 8, 4, 3, 3), (6, 8, 4, 6, 4), (5, 0, 4, 1, 1),
      (0, 1, 4, 0, 0),
    ] as [(Int, Int?, Int, Int, Int)])
  func weightIsBoundedByWhatThereIs(_ needed: Int, _ queue: Int?, _ total: Int, _ inQueue: Int, _ inDaemon: Int) {
    #expect(SlotPolicy.inQueue(needed, queueSlots: queue) == inQueue)
    #expect(SlotPolicy.inDaemon(needed, queueSlots: queue, slotsTotal: total) == inDaemon)
  }
}
