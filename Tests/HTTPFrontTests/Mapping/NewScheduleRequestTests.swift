// Schedules from the wire and on it.

import JobCore
import JobWire
import Testing

@testable import HTTPFront

@Suite struct NewScheduleRequestTests {
  private static let sender = Identity(name: "uid:1000", scopes: [])

  @Test func everyFieldArrives() throws {
    var request = ScheduleRequest(
      cron: "0 3 * * *", timezone: "Europe/Berlin", job: SubmitRequest(shell: "true"))
    request.jitter = .seconds(5)
    request.paused = true
    for overlap in OverlapRule.allCases {
      for catchUp in CatchUpRule.allCases {
        request.overlap = overlap
        request.catchUp = catchUp
        let schedule = try NewSchedule(request, by: Self.sender)
        #expect("\(schedule.overlap)" == overlap.rawValue && "\(schedule.catchUp)" == catchUp.rawValue)
        #expect(schedule.timing == .cron("0 3 * * *") && schedule.timeZone == "Europe/Berlin")
        #expect(schedule.jitterMicros == 5_000_000 && schedule.isPaused && schedule.job.submittedBy == "uid:1000")
      }
    }
  }

  @Test func anIntervalIsMicroseconds() throws {
    let request = ScheduleRequest(every: .seconds(300), job: SubmitRequest(shell: "true"))
    let schedule = try NewSchedule(request, by: Self.sender)
    #expect(schedule.timing == .every(micros: 300_000_000) && schedule.overlap == .skip && schedule.catchUp == .one)
  }
}
