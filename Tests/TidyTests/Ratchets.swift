// What is longer than it should be, with the length it may not exceed. Entries only shrink or go; a new one needs a
// reason in the change that adds it.

/// Lengths that are known to be over the soft limit.
enum Ratchets {
  /// Path → lines.
  static let fileLines: [String: Int] = [:]

  /// `path function` → lines.
  static let functionLines: [String: Int] = [:]

  /// Path → public symbols of JobCore that have no comment for documentation yet.
  static let undocumented: [String: Int] = [
    "Sources/JobCore/Model/BatchCreation.swift": 3,
    "Sources/JobCore/Model/Blocker.swift": 3,
    "Sources/JobCore/Model/BulkVerb.swift": 1,
    "Sources/JobCore/Model/Callback.swift": 9,
    "Sources/JobCore/Model/ClaimFence.swift": 3,
    "Sources/JobCore/Model/ClaimedJob.swift": 8,
    "Sources/JobCore/Model/DaemonInfo.swift": 14,
    "Sources/JobCore/Model/Fence.swift": 4,
    "Sources/JobCore/Model/HTTPAnswer.swift": 5,
    "Sources/JobCore/Model/HTTPWork.swift": 4,
    "Sources/JobCore/Model/JobPatch.swift": 9,
    "Sources/JobCore/Model/JobRealm.swift": 3,
    "Sources/JobCore/Model/LimitRule.swift": 1,
    "Sources/JobCore/Model/Limits.swift": 70,
    "Sources/JobCore/Model/Outcome.swift": 6,
    "Sources/JobCore/Model/ProcessOptions.swift": 2,
    "Sources/JobCore/Model/Reason.swift": 1,
    "Sources/JobCore/Model/RemoteClaim.swift": 22,
    "Sources/JobCore/Model/Schedule.swift": 13,
    "Sources/JobCore/Model/Submission.swift": 1,
    "Sources/JobCore/Model/Transition.swift": 14,
    "Sources/JobCore/Model/WorkerStatus.swift": 8,
    "Sources/JobCore/Remote/RemoteWorkers.swift": 1,
    "Sources/JobCore/Schedules/CronError.swift": 1,
    "Sources/JobCore/Store/JobEvent.swift": 6,
  ]
}
