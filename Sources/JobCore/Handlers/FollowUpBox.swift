// The follow-ups a running handler has asked for; they are stored with its end.

import Synchronization

/// Collects follow-ups.
final class FollowUpBox: Sendable {
  private let followUps = Mutex<[FollowUp]>([])

  func add(_ followUp: FollowUp) throws(SubmitError) {
    let isFull = followUps.withLock { followUps in
      if followUps.count >= Limits.thenJobsMax { return true }
      followUps.append(followUp)
      return false
    }
    if isFull { throw .tooMany(count: Limits.thenJobsMax + 1) }
  }

  var all: [FollowUp] {
    followUps.withLock { $0 }
  }
}
