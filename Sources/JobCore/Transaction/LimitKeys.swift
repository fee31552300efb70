// Keyed limits: which of the jobs that share a key a claim may see. A job whose key is exhausted is parked, out of the
// index of ready jobs, so that no claim ever looks at it.

/// The rules of limit keys.
enum LimitKeys {
  /// The id of a limit key, which comes into being when it is first used; its bound is the newest one said.
  ///
  /// - Parameter isSaid: false for a job that is held: it says nothing until it is released, unless it is the first.
  static func id(_ rule: LimitRule, isSaid: Bool = true, _ tx: Transaction) -> Int64 {
    if let id = tx.ledger.limits.id(of: rule.key) {
      // A key that nobody has any more is forgotten with the next claim.
      let isFirst = tx.ledger.limits[id].map { $0.references <= 0 } ?? true
      if (isSaid || isFirst) && tx.ledger.limits[id]?.max != rule.max {
        tx.change(.set(id: id, max: rule.max))
        tx.ledger.limits[id]?.max = rule.max
        tx.ledger.limits.changed.insert(id)
        tx.ledger.claims.news.noteRoom()
      }
      return id
    }
    let limit = LimitMemory(id: tx.ledger.limits.lastID + 1, key: rule.key, max: rule.max)
    tx.change(.add(id: limit.id, key: limit.key, max: limit.max))
    tx.ledger.limits.add(limit)
    return limit.id
  }

  /// The limit key of a job that has ended and is to run again. What it once said of the bound is old news, unless
  /// nobody else has the key.
  static func id(ofEnded id: JobID, _ tx: Transaction) throws(StoreError) -> Int64? {
    guard let rule = try tx.jobTerms(id).limit else { return nil }
    if let known = tx.ledger.limits.id(of: rule.key), let limit = tx.ledger.limits[known], limit.references > 0 {
      return known
    }
    return self.id(rule, tx)
  }

  /// Lets a claim see as many jobs of each touched key as may start, and no more; forgets keys nobody has. What is too
  /// much for this transaction is left to the next one: a claim checks the permits of what it takes in any case.
  static func admit(_ tx: Transaction) throws(StoreError) {
    /// Keys of which the last look was not wide enough.
    var busy: Set<Int64> = []
    while !tx.ledger.limits.changed.isEmpty {
      if tx.isExhausted {
        tx.ledger.backlog.hasLimitsLeft = true
        return
      }
      let looks = takeLooks(busy, tx)
      var found = try tx.inLine(looks.flatMap(\.lines))[...]
      for look in looks {
        let best = look.bestMax > 0 ? found.removeFirst() : []
        let worst = look.worstMax > 0 ? found.removeFirst() : []
        if try look.decide(best[...], worst[...], tx) { continue }
        tx.ledger.limits.changed.insert(look.limit)
        busy.insert(look.limit)
      }
    }
  }

  /// What there is to look at of as many touched keys as may be dealt with now; one of them in any case.
  private static func takeLooks(_ busy: Set<Int64>, _ tx: Transaction) -> [LimitLook] {
    var looks: [LimitLook] = []
    var left = tx.course.budget.left(tx.work)
    while left > 0, let id = tx.ledger.limits.changed.popFirst() {
      guard let limit = tx.ledger.limits[id] else { continue }
      for (place, line) in limit.lines {
        let swaps = busy.contains(id) ? Limits.admittedTogetherMax : 1
        let look = LimitLook(limit: id, place: place, line: line, permits: limit.permits, swapsMax: swaps)
        if look.isNeeded {
          looks.append(look)
          left -= look.work
        } else if line == LimitMemory.Line() {
          tx.ledger.limits[id]?.lines[place] = nil
        }
      }
      if limit.references <= 0 { forget(limit, tx) }
    }
    return looks
  }

  private static func forget(_ limit: LimitMemory, _ tx: Transaction) {
    tx.change(.remove(id: limit.id))
    tx.ledger.limits.remove(limit)
  }
}
