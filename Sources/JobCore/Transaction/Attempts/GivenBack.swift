// Attempts that were given back: a job may be put off for ever, and its history shows the last few times.

/// Attempts that do not count.
enum GivenBack {
  /// One more, which may be one too many.
  static func note(_ fence: Fence, _ tx: Transaction) {
    let last = fence.start - Limits.givenBackShownMax
    if last >= 1 { tx.agenda.noteGivenBack(fence.job, before: last) }
  }

  /// Forgets those that are not shown any more, of all jobs together.
  static func forget(_ tx: Transaction) throws(StoreError) {
    let jobs = tx.agenda.takeGivenBack()
    if jobs.isEmpty { return }
    // Those that do not count are the last outcomes there are.
    let lines = jobs.map {
      AttemptLine(job: $0.key, last: $0.value, outcome: .interrupted, max: Limits.givenBackLookedAtMax)
    }
    let attempts = try tx.search { rows throws(StoreError) in try rows.upkeep.attempts(lines) }
    let gone = Dictionary(grouping: attempts.filter(\.outcome.isGivenBack), by: \.job)
    for (job, attempts) in gone {
      tx.changes.removedAttempts += attempts.map { ($0.job, $0.start) }
      tx.working.starts[job] = nil
      tx.after.commit.forgottenStarts.append(DeletedJob(id: job, starts: attempts.map(\.start)))
    }
  }
}
