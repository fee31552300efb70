// What a look beside the writer says of jobs that are to be removed.

/// Jobs that can be removed, and whether of others that is not known.
struct RemovableJobs: Sendable {
  var jobs: [DeletedJob] = []
  var isSomeUnknown = false
}
