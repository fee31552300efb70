// What people do with jobs that exist, what is forgotten of them, and why one does not run.

extension VerbStore where Self: WritingStore {
  func cancel(
    _ id: JobID, _ options: CancelOptions, within limits: RealmLimits?, now: Timestamp
  ) async throws(StoreError) -> VerbAnswer<CancelAnswer> {
    do throws(StoreError) {
      let wants = Wants(jobs: [id], terms: [id])
      return try await writer.perform(at: now, wants: wants, company: .cancels) { tx throws(StoreError) in
        try Settlement.run(before: id, tx)
        if try !UniqueKeys.isWithin(limits, id, tx) { return .notFound }
        return try CancelVerb.job(id, options, tx)
      }
    } catch {
      guard error.mayPass, let answer = try await unrecorded?.cancel([id], options, now: now)[id] else { throw error }
      return .done(answer)
    }
  }

  func move(
    _ id: JobID, _ move: JobMove, within limits: RealmLimits?, now: Timestamp
  ) async throws(StoreError) -> VerbAnswer<Job> {
    let wants = Wants(jobs: [id], terms: [id])
    return try await writer.perform(at: now, wants: wants, company: .moves) {
      tx throws(StoreError) -> VerbAnswer<ShownJob> in
      try Settlement.run(before: id, tx)
      if try !UniqueKeys.isWithin(limits, id, tx) { return .notFound }
      return try Shown.later(id, after: try MoveVerbs.move(id, move, tx), tx)
    }.map { shown throws(StoreError) in try shown.job }
  }

  func update(
    _ id: JobID, _ patch: JobPatch, within limits: RealmLimits?, now: Timestamp
  ) async throws(StoreError) -> VerbAnswer<Job> {
    try await writer.perform(at: now, wants: Wants(editing: id, patch), company: .edits) {
      tx throws(StoreError) -> VerbAnswer<ShownJob> in
      try Settlement.run(before: id, tx)
      if try !UniqueKeys.isWithin(limits, id, tx) { return .notFound }
      return try Shown.later(id, after: try JobEdit.apply(patch, to: id, tx), tx)
    }.map { shown throws(StoreError) in try shown.job }
  }

  func exchange(
    _ first: JobID, _ second: JobID, within limits: RealmLimits?, now: Timestamp
  ) async throws(StoreError) -> SwitchAnswer<Job> {
    let answer = try await writer.perform(at: now, wants: Wants(jobs: [first, second])) {
      tx throws(StoreError) -> SwitchAnswer<ShownJob> in
      for id in [first, second] {
        try Settlement.run(before: id, tx)
        if try !UniqueKeys.isWithin(limits, id, tx) { return .refused(.notFound(id)) }
      }
      if let refusal = try SwitchVerb.exchange(first, second, tx) { return .refused(refusal) }
      let shown = [first, second].map { ShownJob($0) }
      tx.after.toShow += shown
      return .done(shown[0], shown[1])
    }
    switch answer {
    case .done(let first, let second): return .done(try first.job, try second.job)
    case .refused(let error): return .refused(error)
    }
  }

  func delete(
    _ id: JobID, within limits: RealmLimits?, now: Timestamp
  ) async throws(StoreError) -> VerbAnswer<DeletedJob> {
    while true {
      do throws(StoreError) {
        let answer = try await writer.perform(
          at: now, isPiece: true, wants: Wants(jobs: [id], terms: [id], starts: [id])
        ) {
          tx throws(StoreError) -> VerbAnswer<DeletedJob>? in
          if try !UniqueKeys.isWithin(limits, id, tx) { return .notFound }
          return try Remove.job(id, tx)
        }
        if case .done? = answer { unrecorded?.noteDeleted([id]) }
        if let answer { return answer }
      } catch {
        guard case .full = error, let job = try await unrecorded?.delete([id], now: now).jobs.first else { throw error }
        return .done(job)
      }
    }
  }

  func bulk(
    _ verb: BulkVerb, _ ids: [JobID], within limits: RealmLimits?, now: Timestamp
  ) async throws(StoreError) -> BulkStep {
    do throws(StoreError) {
      let step = try await writer.perform(at: now, isPiece: true) { tx throws(StoreError) in
        try Bulk.run(verb, ids, within: limits, tx)
      }
      unrecorded?.noteDeleted(step.deleted.map(\.id))
      return step
    } catch {
      guard error.mayPass, let step = try await unrecorded?.bulk(verb, ids, error, now: now, in: self) else {
        throw error
      }
      return step
    }
  }

  func noteSeen(_ ids: [JobID]) {
    writer.postLazily(millis: 20, wants: Wants(jobs: ids)) { tx throws(StoreError) in
      for id in ids { try Reports.seen(id, tx) }
    }
  }
}

extension RetentionStore where Self: WritingStore {
  func prune(now: Timestamp, limit: Int) async throws(StoreError) -> Pruned {
    let pruned = try await writer.perform(at: now, isPiece: true) { tx throws(StoreError) in
      try Prune.run(limit: limit, tx)
    }
    unrecorded?.noteDeleted(pruned.jobs.map(\.id))
    return pruned
  }
}

extension WhyStore where Self: WritingStore {
  func why(_ id: JobID, room: ClaimRoom, now: Timestamp) async throws(StoreError) -> WhyAnswer? {
    try await writer.perform(at: now) { tx throws(StoreError) in try Why.job(id, room, tx) }
  }
}
