// Jobs that a job asked for at its end.

extension WriterContext {
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
}
