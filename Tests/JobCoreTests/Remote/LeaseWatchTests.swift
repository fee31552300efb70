// Heartbeats that wait: woken by news of their jobs, and by the end.

import Testing

@testable import JobCore

@Suite struct LeaseWatchTests {
  @Test func onlyWhoWaitsForAJobHearsOfIt() async {
    let watch = LeaseWatch()
    let (one, other) = (watch.begin([JobID(1), JobID(2)]), watch.begin([JobID(3)]))
    watch.tell([JobID(2)])
    watch.tell([])
    one.leave()
    other.leave()
    #expect(await heard(one) == 1)
    #expect(await heard(other) == 0)
  }

  @Test func newsThatNobodyReadIsOneNews() async {
    let watch = LeaseWatch()
    let interest = watch.begin([JobID(1)])
    for _ in 0..<3 { watch.tell([JobID(1)]) }
    interest.leave()
    #expect(await heard(interest) == 1)
  }

  @Test func whoIsForgottenHearsNothing() async {
    let watch = LeaseWatch()
    let interest = watch.begin([JobID(1)])
    watch.forget(interest)
    watch.tell([JobID(1)])
    interest.leave()
    #expect(await heard(interest) == 0)
  }

  @Test func theEndIsHeardByThoseWhoWaitAndThoseWhoCome() async {
    let watch = LeaseWatch()
    let interest = watch.begin([JobID(1)])
    watch.finish()
    #expect(await heard(interest) == 0)
    #expect(await heard(watch.begin([JobID(1)])) == 0)
  }

  private func heard(_ interest: LeaseWatch.Interest) async -> Int {
    var count = 0
    for await _ in interest.news { count += 1 }
    return count
  }
}
