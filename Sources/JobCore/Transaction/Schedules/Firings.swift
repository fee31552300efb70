// What schedules leave behind: due times that fired long ago, and those that were removed. A little in each transaction.

/// Due times that have fired.
enum Firings {
  static func has(_ schedule: Int64, due: Timestamp, _ tx: Transaction) throws(StoreError) -> Bool {
    let key = FiringKey(schedule: schedule, due: due)
    return try tx.search { rows throws(StoreError) in try rows.look(Wants(firings: [key])) }.firings.contains(key)
  }

  /// Forgets what a schedule fired long ago; what is left follows in transactions of its own.
  static func forget(of schedule: Int64, before moment: Timestamp, _ tx: Transaction) throws(StoreError) {
    let gone = try tx.search { rows throws(StoreError) in
      try rows.upkeep.goneFirings(of: schedule, before: moment, max: Limits.firingsForgottenMax)
    }
    guard let last = gone.last else { return }
    tx.changes.firings.append(.removeGone(schedule: schedule, through: last))
    if gone.count < Limits.firingsForgottenMax { return }
    tx.after.deferred.append(DeferredWork { tx throws(StoreError) in try forget(of: schedule, before: moment, tx) })
  }

  /// Removes schedules that were removed and of which no job is left; what one transaction does not come to follows in
  /// the next.
  static func removeSchedules(_ tx: Transaction) throws(StoreError) {
    var last: Int64 = 0
    while !tx.isExhausted {
      let next = try tx.search { [last] rows throws(StoreError) in
        try rows.upkeep.numbers(.removedSchedules, after: last, max: 1)
      }
      guard let id = next.first else { return }
      // First what it has fired, because its number may be given again. The jobs of all of it are gone.
      let fired = try tx.search { rows throws(StoreError) in
        try rows.upkeep.goneFirings(of: id, before: Timestamp(micros: .max), max: Limits.firingsForgottenMax)
      }
      if let due = fired.last { tx.changes.firings.append(.removeGone(schedule: id, through: due)) }
      if fired.count == Limits.firingsForgottenMax { continue }
      tx.changes.schedules.append(.remove(id))
      last = id
    }
    tx.after.deferred.append(DeferredWork { tx throws(StoreError) in try removeSchedules(tx) })
  }
}
