// The list of schedules for those who see only some of the jobs: those whose jobs they could submit themselves.

import JobCore
import JobWire

/// One page of the schedules that an identity sees.
struct ScheduleListing {
  let desk: JobDesk
  let request: HTTPRequest
  let limit: Int
  private(set) var visible: [ListedSchedule] = []
  private var rows: Int
  private var bytes = 0
  private let end = ContinuousClock.now + .microseconds(Limits.pageMicrosMax)

  init(_ desk: JobDesk, _ request: HTTPRequest, limit: Int) {
    self.desk = desk
    self.request = request
    self.limit = limit
    rows = desk.pageRowsMax
  }

  /// Goes through the schedules behind `name`; returns the one behind which the next page begins, or nil at the end.
  /// Those of others take no place on it: it goes on until it is full, or its budget is spent.
  mutating func run(after name: String?) async throws -> String? {
    var place = name
    while true {
      try Task.checkCancellation()
      let page = try await desk.queue.schedules(limit: limit, after: place)
      for listed in page.schedules {
        if visible.count == limit || bytes > HTTPLimits.pageBytesMax { return place }
        let schedule = listed.schedule
        if request.sees(.schedule(schedule.name, schedule.spec.job)) {
          visible.append(listed)
          bytes += SpecView.json(of: schedule.spec.job, inputBytes: listed.inputBytes, for: .path).jsonBytes().count
        }
        place = schedule.name
      }
      rows -= page.schedules.count
      guard page.next != nil else { return nil }
      if rows <= 0 || ContinuousClock.now >= end { return place }
    }
  }
}
