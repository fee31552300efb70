// What else is known of attempts: their processes, and those that were given back.

extension WriterContext {
  func apply(_ transition: Transition) throws(StoreError) -> Bool {
    try Apply.end(transition, self)
  }

  /// Stores what a job asked for itself. One that cannot be stored is left out and told of; the end stands.
  func submit(_ followUps: [FollowUp], of id: JobID) throws(StoreError) {
    for followUp in followUps {
      if let refusal = try Admissible.check([followUp.job], self) {
        commit.refusedFollowUps.append(RefusedFollowUp(parent: id, refusal: refusal))
      } else if try holderToReturn(followUp.job) == nil {
        _ = try insertOne(followUp.job, under: (id, followUp.on))
      }
    }
  }

  /// A job may be put off for ever; its history shows the last few times.
  func pruneGivenBack(_ transition: Transition) throws(StoreError) {
    let last = transition.fence.start - Limits.givenBackShownMax
    if last < 1 { return }
    let statement = try statement(AttemptSQL.deleteGivenBack)
    statement.bind(1, transition.fence.job.value)
    statement.bind(2, last)
    var starts: [Int] = []
    while try statement.step() { starts.append(statement.int(0)) }
    if !starts.isEmpty { commit.forgottenStarts.append(DeletedJob(id: transition.fence.job, starts: starts)) }
  }

  func record(_ process: ProcessRecord, of fence: Fence) throws(StoreError) {
    guard try Apply.live(fence, self) != nil else { return }
    try change(fence.job) { row in
      row.pid = process.pid
      row.pidTicks = process.startTicks
    }
  }

  /// Somebody has looked at a job that has failed.
  func noteSeen(_ id: JobID) throws(StoreError) {
    if try job(id)?.state == .failed { try setFlags(.seen, of: id) }
  }
}
