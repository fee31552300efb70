// What schedules leave behind: due times that fired long ago, and those that were removed. A little in each transaction.

extension WriterContext {
  /// Forgets what a schedule fired long ago; what is left follows in transactions of its own.
  func forgetFirings(of schedule: Int64, before moment: Timestamp) throws(StoreError) {
    let prune = try statement(ScheduleSQL.pruneFirings)
    prune.bind(1, schedule)
    prune.bind(2, moment.micros)
    prune.bind(3, Limits.firingsForgottenMax)
    if try prune.runCounting() < Limits.firingsForgottenMax { return }
    later { context throws(StoreError) in try context.forgetFirings(of: schedule, before: moment) }
  }

  /// Removes schedules that were removed and of which no job is left; what one transaction does not come to follows in
  /// the next.
  func pruneDeleted() throws(StoreError) {
    var last: Int64 = 0
    while !isExhausted {
      let row = try statement(ScheduleSQL.nextDeleted)
      row.bind(1, last)
      guard try row.step() else { return }
      let id = row.int64(0)
      row.reset()
      // First what it has fired, because its number may be given again.
      let firings = try statement(ScheduleSQL.removeFirings)
      firings.bind(1, id)
      firings.bind(2, Limits.firingsForgottenMax)
      if try firings.runCounting() == Limits.firingsForgottenMax { continue }
      let remove = try statement(ScheduleSQL.remove)
      remove.bind(1, id)
      try remove.run()
      last = id
    }
    later { context throws(StoreError) in try context.pruneDeleted() }
  }
}
